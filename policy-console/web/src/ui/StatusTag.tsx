import type { TriageStatus } from '../api/types';
import { useTranslation } from '../i18n/translation';

export function StatusTag({ status }: { status: TriageStatus }) {
  const { t } = useTranslation();
  return (
    <span className={`wf-status wf-status-${status}`}>
      <i aria-hidden="true" />
      {t(`alerts.status.${status}`)}
    </span>
  );
}
