import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { When } from '../../ui/When';

/** Somebody else was faster: says who did what; the text typed here is still in its field. */
export function Conflict({ alertId }: { alertId: string }) {
  const { t } = useTranslation();
  const detail = useQuery({
    queryKey: ['alert', alertId],
    queryFn: ({ signal }) => api.alert(alertId, signal),
  });
  const last = detail.data?.history
    .slice()
    .sort((a, b) => b.at.localeCompare(a.at))
    .at(0);
  return (
    <div className="wf-notice wf-notice-warn" role="alert">
      <strong>{t('alerts.conflict.title')}</strong>
      {last && (
        <p>
          {t('alerts.conflict.last', {
            actor: last.actor,
            action: t(`alerts.action.${last.action}`, { defaultValue: last.action }),
          })}{' '}
          <When at={last.at} />
        </p>
      )}
      <p>{t('alerts.conflict.kept')}</p>
    </div>
  );
}
