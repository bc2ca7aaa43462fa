import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../app/session';

interface Props {
  by: string | null;
  busy: boolean;
  onSeen: () => void;
}

/** Who has read a notice, or the way to say so. */
export function SeenBy({ by, busy, onSeen }: Props) {
  const { t } = useTranslation();
  const { can } = useSession();
  if (by) return by;
  if (!can('classification:review')) return <span className="wf-none">–</span>;
  return (
    <Button size="small" loading={busy} onClick={onSeen}>
      {t('classification.markSeen')}
    </Button>
  );
}
