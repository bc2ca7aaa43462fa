import { Link } from '@tanstack/react-router';
import { usePreferences } from '../../app/preferences';
import { useSession } from '../../app/session';
import { pick } from '../../i18n';
import { useTranslation } from '../../i18n/translation';
import { formatSpan } from '../../lib/time';
import { Copyable } from '../../ui/Copyable';
import { EntityLink } from '../../ui/EntityLink';
import { Card } from '../../ui/Page';
import { SeverityMark } from '../../ui/SeverityMark';
import { ErrorState, LoadingRows } from '../../ui/States';
import { StatusTag } from '../../ui/StatusTag';
import { When } from '../../ui/When';
import { type Case, useCaseAlerts } from './case';

/** The alerts of the case as one story: in the order they began, with the time between them. */
export function CaseStory({ file }: { file: Case }) {
  const { t, i18n } = useTranslation();
  const { lang } = usePreferences();
  const { can } = useSession();
  const alerts = useCaseAlerts(file);
  const n = new Intl.NumberFormat(i18n.language);
  if (file.alerts.length === 0) {
    return (
      <Card>
        <p className="wf-hint">{t('cases.story.none')}</p>
      </Card>
    );
  }
  if (!can('alert:read')) {
    return (
      <Card title={t('cases.story.title')}>
        {file.alerts.map((id) => (
          <div key={id}>
            <Copyable text={id} />
          </div>
        ))}
      </Card>
    );
  }
  if (alerts.isPending) return <LoadingRows rows={5} />;
  if (!alerts.data) return <ErrorState error={alerts.error} retry={() => void alerts.refetch()} />;
  return (
    <Card
      title={t('cases.story.title')}
      extra={
        <Link to="/alerts" search={{ caseId: file.id, status: 'all' }}>
          {t('cases.story.inQueue')}
        </Link>
      }
    >
      <ol className="wf-story">
        {alerts.data.map((row, i) => {
          const before = alerts.data[i - 1];
          const gap = before ? Date.parse(row.firstSeen) - Date.parse(before.firstSeen) : 0;
          return (
            <li key={row.id} className={`wf-edge-${row.severity}`}>
              {gap > 0 && <span className="wf-story-gap">{t('cases.story.later', { span: formatSpan(gap, lang) })}</span>}
              <div className="wf-story-head">
                <When at={row.firstSeen} />
                <SeverityMark severity={row.severity} />
                <StatusTag status={row.status} />
              </div>
              <Link to="/alerts/$id" params={{ id: row.id }} search={{}} className="wf-strong">
                {pick(row.title, lang)}
              </Link>
              <p>{pick(row.reason, lang)}</p>
              <small>
                {t(`entity.${row.entity.type}`, { defaultValue: row.entity.type })}{' '}
                <EntityLink kind={row.entity.type} id={row.entity.value} /> ·{' '}
                {t('cases.story.matches', { count: row.count, n: n.format(row.count) })}
              </small>
            </li>
          );
        })}
      </ol>
    </Card>
  );
}
