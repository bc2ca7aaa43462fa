import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { lazy, Suspense, useEffect, useState } from 'react';
import { LanguageSwitch, ThemeSwitch } from '../../app/switches';
import { call } from '../../api/call';
import type { Session } from '../../api/types';
import { useTranslation } from '../../i18n/translation';
import { Beacon } from '../../ui/Beacon';
import { LoginForm } from './LoginForm';
import { Ridge } from './Ridge';

const SetUpPage = lazy(() => import('../setup/SetUpPage').then((it) => ({ default: it.SetUpPage })));

export function LoginPage({ onSignedIn }: { onSignedIn: (session: Session) => void }) {
  const { t } = useTranslation();
  const [settingUp, setSettingUp] = useState(false);
  const setup = useQuery({ queryKey: ['setup'], queryFn: ({ signal }) => call('get', '/setup', { signal }), retry: false });
  const open = setup.data?.open === true;
  const title = `${t('login.submit')} · ${t('product.name')}`;
  useEffect(() => {
    document.title = title;
  }, [title]);
  if (settingUp) {
    return (
      <Suspense fallback={<div className="wf-splash" aria-busy="true" />}>
        <SetUpPage
          onDone={() => {
            setSettingUp(false);
            void setup.refetch();
          }}
        />
      </Suspense>
    );
  }
  return (
    <div className="wf-login">
      <section className="wf-login-scene">
        <Ridge />
        <div className="wf-login-brand">
          <Beacon size={52} />
          <div>
            <strong>{t('product.native')}</strong>
            <span>{t('product.latin')}</span>
          </div>
        </div>
        <div className="wf-login-claim">
          <h1>{t('login.claim')}</h1>
          <p>{t('login.claimHint')}</p>
        </div>
      </section>
      <main className="wf-login-panel">
        <div className="wf-login-switches">
          <LanguageSwitch />
          <ThemeSwitch />
        </div>
        <div className="wf-login-box">
          <h2>{t('login.title')}</h2>
          <p className="wf-hint">{t('login.hint')}</p>
          <LoginForm onSignedIn={onSignedIn} />
          {open && (
            <Button block onClick={() => setSettingUp(true)}>
              {t('login.setUp')}
            </Button>
          )}
        </div>
        <p className="wf-login-foot">{t('login.notice')}</p>
      </main>
    </div>
  );
}
