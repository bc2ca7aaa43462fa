import { useQuery } from '@tanstack/react-query';
import { useTranslation } from '../../i18n/translation';
import { When } from '../../ui/When';
import { actionText } from './History';
import { alertQuery } from './triage';

/** Somebody else was faster: says who did what; the text typed here is still in its field. */
export function Conflict({ alertId }: { alertId: string }) {
  const { t } = useTranslation();
  const detail = useQuery(alertQuery(alertId));
  const last = detail.data?.history
    .slice()
    .sort((a, b) => b.at.localeCompare(a.at))
    .at(0);
  return (
    <div className="wf-notice wf-notice-warn" role="alert">
      <strong>{t('alerts.conflict.title')}</strong>
      {last && (
        <p>
          {t('alerts.conflict.last', { actor: last.actor, action: actionText(t, last) })} <When at={last.at} />
        </p>
      )}
      {last?.comment && <blockquote className="wf-quote">{last.comment}</blockquote>}
      <p>{t('alerts.conflict.kept')}</p>
    </div>
  );
}
