import { useTranslation } from 'react-i18next';
import type { TriageStatus } from '../api/types';

export function StatusTag({ status }: { status: TriageStatus }) {
  const { t } = useTranslation();
  return (
    <span className={`wf-status wf-status-${status}`}>
      <i aria-hidden="true" />
      {t(`alerts.status.${status}`)}
    </span>
  );
}
