import { Button, Modal } from 'antd';
import type { Session } from '../../api/types';
import { useTranslation } from '../../i18n/translation';
import { LoginForm } from './LoginForm';

interface Props {
  open: boolean;
  username: string;
  onSignedIn: (session: Session) => void;
  onLeave: () => void;
}

/** Signing in again above the page that was being worked on. */
export function ReauthDialog({ open, username, onSignedIn, onLeave }: Props) {
  const { t } = useTranslation();
  return (
    <Modal
      open={open}
      title={t('login.expired')}
      closable={false}
      keyboard={false}
      mask={{ closable: false }}
      footer={null}
      width={400}
      destroyOnHidden
    >
      <p className="wf-hint">{t('login.expiredHint')}</p>
      <LoginForm username={username} onSignedIn={onSignedIn} />
      <Button type="link" block onClick={onLeave}>
        {t('login.other')}
      </Button>
    </Modal>
  );
}
