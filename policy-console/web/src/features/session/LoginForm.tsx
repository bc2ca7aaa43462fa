import { LockOutlined, UserOutlined } from '@ant-design/icons';
import { Button, Input } from 'antd';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import type { Session } from '../../api/types';
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
  const [problem, setProblem] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const ids = useId();

  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      onSignedIn(await api.login(username.trim(), password));
    } catch (caught) {
      setProblem(caught);
      setPassword('');
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
      <Button
        type="primary"
        htmlType="submit"
        size="large"
        block
        loading={busy}
        disabled={username.trim() === '' || password === ''}
      >
        {t('login.submit')}
      </Button>
    </form>
  );
}
