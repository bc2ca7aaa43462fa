import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, QRCode } from 'antd';
import { useState } from 'react';
import { call } from '../../api/call';
import { useSession } from '../../app/session';
import { useTranslation } from '../../i18n/translation';
import { Copyable } from '../../ui/Copyable';
import { InlineProblem } from '../../ui/States';
import { CodeField, isCode } from './CodeField';

/** One-time codes (RFC 6238). The code for the telephone is drawn here, by no server. */
export function SecondFactor() {
  const { t } = useTranslation();
  const { user } = useSession();
  const { message } = App.useApp();
  const client = useQueryClient();
  const [code, setCode] = useState('');
  const [removing, setRemoving] = useState(false);
  const reload = () => client.invalidateQueries({ queryKey: ['session'] });
  const begin = useMutation({ mutationFn: () => call('post', '/session/second-factor') });
  const end = useMutation({
    mutationFn: () => call('put', '/session/second-factor', { body: { code } }),
    onSuccess: () => {
      setCode('');
      begin.reset();
      void message.success(t('profile.factorOn'));
      void reload();
    },
  });
  const remove = useMutation({
    mutationFn: () => call('post', '/session/second-factor/removal', { body: { code } }),
    onSuccess: () => {
      setCode('');
      setRemoving(false);
      void message.success(t('profile.factorOff'));
      void reload();
    },
  });
  if (user.secondFactor) {
    return (
      <>
        <p>
          <span className="wf-tag wf-tone-ok">{t('profile.factorIsOn')}</span>
        </p>
        <p className="wf-prose">{t('profile.factorOnHint')}</p>
        {removing ? (
          <>
            <InlineProblem error={remove.error} />
            <CodeField value={code} onChange={setCode} onEnter={() => remove.mutate()} />
            <div className="wf-decision-buttons">
              <Button onClick={() => setRemoving(false)}>{t('common.cancel')}</Button>
              <Button danger disabled={!isCode(code)} loading={remove.isPending} onClick={() => remove.mutate()}>
                {t('profile.removeFactor')}
              </Button>
            </div>
          </>
        ) : (
          <Button onClick={() => setRemoving(true)}>{t('profile.removeFactor')}</Button>
        )}
      </>
    );
  }
  if (!begin.data) {
    return (
      <>
        <InlineProblem error={begin.error} />
        <p className="wf-prose">{t(user.secondFactorDue ? 'profile.factorDue' : 'profile.factorHint')}</p>
        <Button type="primary" loading={begin.isPending} onClick={() => begin.mutate()}>
          {t('profile.enrol')}
        </Button>
      </>
    );
  }
  return (
    <>
      <ol className="wf-prose">
        <li>{t('profile.scan')}</li>
        <li>{t('profile.typeCode')}</li>
      </ol>
      <div className="wf-factor">
        <div className="wf-qr">
          <QRCode
            type="svg"
            aria-label={t('profile.qr')}
            value={begin.data.uri}
            size={168}
            bordered={false}
            color="#000000"
            bgColor="#ffffff"
          />
        </div>
        <div>
          <p className="wf-hint">{t('profile.secretOnce')}</p>
          <Copyable text={begin.data.secret} />
          <InlineProblem error={end.error} />
          <CodeField value={code} onChange={setCode} onEnter={() => end.mutate()} />
          <Button type="primary" disabled={!isCode(code)} loading={end.isPending} onClick={() => end.mutate()}>
            {t('profile.useIt')}
          </Button>
        </div>
      </div>
    </>
  );
}
