import { LockOutlined, UserOutlined } from '@ant-design/icons';
import { Button, Input } from 'antd';
import { type FormEvent, useId, useState } from 'react';
import { api } from '../../api/client';
import { ApiProblem } from '../../api/http';
import type { Session } from '../../api/types';
import { useTranslation } from '../../i18n/translation';
import { InlineProblem } from '../../ui/States';

interface Props {
  /** Set when the same person must sign in again. */
  username?: string;
  onSignedIn: (session: Session) => void;
}

export function LoginForm({ username: fixed, onSignedIn }: Props) {
  const { t } = useTranslation();
  const [username, setUsername] = useState(fixed ?? '');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [coded, setCoded] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const ids = useId();

  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      onSignedIn(await api.login(username.trim(), password, coded ? code : undefined));
    } catch (caught) {
      setCode('');
      if (!coded && caught instanceof ApiProblem && caught.code === 'second-factor') {
        // The password was right; the code is asked for without typing it again.
        setCoded(true);
      } else {
        setProblem(caught);
        if (!coded) setPassword('');
      }
    } finally {
      setBusy(false);
    }
  }

  return (
    <form className="wf-login-form" onSubmit={(event) => void submit(event)}>
      <InlineProblem error={problem} />
      <label htmlFor={`${ids}u`}>{t('login.username')}</label>
      <Input
        id={`${ids}u`}
        size="large"
        prefix={<UserOutlined aria-hidden />}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        autoFocus={!fixed}
        disabled={Boolean(fixed)}
        value={username}
        onChange={(event) => setUsername(event.target.value)}
      />
      <label htmlFor={`${ids}p`}>{t('login.password')}</label>
      <Input.Password
        id={`${ids}p`}
        size="large"
        prefix={<LockOutlined aria-hidden />}
        autoComplete="current-password"
        autoFocus={Boolean(fixed)}
        value={password}
        onChange={(event) => setPassword(event.target.value)}
      />
      {coded && (
        <>
          <p className="wf-hint">{t('login.codeNeeded')}</p>
          <label htmlFor={`${ids}c`}>{t('login.code')}</label>
          <Input
            id={`${ids}c`}
            size="large"
            className="wf-code-input"
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={6}
            autoFocus
            value={code}
            onChange={(event) => setCode(event.target.value.replace(/\D/g, ''))}
          />
        </>
      )}
      <Button
        type="primary"
        htmlType="submit"
        size="large"
        block
        loading={busy}
        disabled={username.trim() === '' || password === '' || (coded && code.length !== 6)}
      >
        {t('login.submit')}
      </Button>
    </form>
  );
}
