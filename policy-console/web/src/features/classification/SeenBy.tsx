import { Button } from 'antd';
import { useSession } from '../../app/session';
import { useTranslation } from '../../i18n/translation';

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
