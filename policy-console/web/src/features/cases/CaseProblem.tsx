import { useQuery } from '@tanstack/react-query';
import { useTranslation } from '../../i18n/translation';
import { InlineProblem } from '../../ui/States';
import { When } from '../../ui/When';
import { caseQuery, isStale } from './case';

/** Why a step was refused; when somebody was faster, what he did. What was typed stands as it was. */
export function CaseProblem({ id, error }: { id: string; error: unknown }) {
  const { t } = useTranslation();
  const file = useQuery({ ...caseQuery(id), enabled: isStale(error) });
  if (!isStale(error)) return <InlineProblem error={error} />;
  const last = file.data?.entries.at(-1);
  return (
    <div className="wf-notice wf-notice-warn" role="alert">
      <strong>{t('cases.conflict')}</strong>
      {last && (
        <p>
          {t('alerts.conflict.last', {
            actor: last.actor,
            action: t(`cases.action.${last.action}`, { defaultValue: last.action }),
          })}{' '}
          <When at={last.at} />
        </p>
      )}
      {last?.words && <blockquote className="wf-quote">{last.words}</blockquote>}
      <p>{t('alerts.conflict.kept')}</p>
    </div>
  );
}
