import { useState } from 'react';
import { Button } from 'antd';
import { useSession } from '../../app/session';
import { LanguageSwitch, ThemeSwitch } from '../../app/switches';
import { useTranslation } from '../../i18n/translation';
import { Beacon } from '../../ui/Beacon';
import { SecondFactor } from '../profile/SecondFactor';
import { PasswordDialog } from '../session/PasswordDialog';

/** Before anything else: a password of one's own, and the second factor that a role asks for. */
export function IncompletePage() {
  const { t } = useTranslation();
  const { user, signOut } = useSession();
  const [password, setPassword] = useState(user.passwordChangeDue);
  return (
    <div className="wf-setup wf-setup-narrow">
      <header className="wf-setup-head">
        <Beacon size={36} />
        <div>
          <h1>{t('setup.incomplete')}</h1>
          <p className="wf-hint">{t('setup.incompleteHint', { name: user.displayName })}</p>
        </div>
        <span className="wf-grow" />
        <LanguageSwitch />
        <ThemeSwitch />
      </header>
      <ol className="wf-wizard">
        {(['ownPassword', 'secondFactor'] as const).map((name, i) => {
          const done = i === 0 ? !user.passwordChangeDue : user.secondFactor;
          return (
            <li key={name} data-done={done || undefined} aria-current={!done && (i === 0 || !user.passwordChangeDue) ? 'step' : undefined}>
              <b>{i + 1}</b>
              {t(`setup.step.${name}`)}
            </li>
          );
        })}
      </ol>
      <main className="wf-card wf-pad-all">
        {user.passwordChangeDue ? (
          <>
            <p className="wf-prose">{t('password.due')}</p>
            <Button type="primary" onClick={() => setPassword(true)}>
              {t('password.title')}
            </Button>
          </>
        ) : (
          <SecondFactor />
        )}
      </main>
      <Button type="link" onClick={() => void signOut()}>
        {t('login.signOut')}
      </Button>
      {password && <PasswordDialog onClose={() => setPassword(false)} />}
    </div>
  );
}
