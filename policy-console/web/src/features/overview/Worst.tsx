import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { call } from '../../api/call';
import { useTranslation } from '../../i18n/translation';
import { EntityLink } from '../../ui/EntityLink';
import { Card } from '../../ui/Page';
import { SeverityMark } from '../../ui/SeverityMark';
import { InlineProblem, LoadingRows } from '../../ui/States';
import { When } from '../../ui/When';

const most = 8;

/** Whom most of the open alerts are about, worst first: where to begin. */
export function Worst() {
  const { t, i18n } = useTranslation();
  const groups = useQuery({
    queryKey: ['overview', 'groups'],
    queryFn: ({ signal }) => call('get', '/alerts/groups', { query: { by: 'entity', limit: most }, signal }),
    refetchInterval: 30_000,
  });
  const n = new Intl.NumberFormat(i18n.language);
  return (
    <Card
      flush
      title={t('overview.worst')}
      extra={
        <Link to="/alerts" search={{ status: 'open', by: 'entity' }}>
          {t('overview.allGroups')}
        </Link>
      }
    >
      <div className="wf-pad">
        <InlineProblem error={groups.error} />
        {groups.isPending && <LoadingRows rows={4} />}
        {groups.data?.items.length === 0 && <p className="wf-hint">{t('overview.quiet')}</p>}
      </div>
      {groups.data && groups.data.items.length > 0 && (
        <table className="wf-table">
          <thead>
            <tr>
              <th className="wf-col-severity">{t('alerts.column.severity')}</th>
              <th>{t('alerts.column.entity')}</th>
              <th className="wf-number">{t('alerts.group.alerts')}</th>
              <th className="wf-number">{t('alerts.group.new')}</th>
              <th className="wf-number">{t('alerts.group.rules')}</th>
              <th className="wf-col-lastSeen">{t('alerts.column.lastSeen')}</th>
            </tr>
          </thead>
          <tbody>
            {groups.data.items.map((group) => (
              <tr key={`${group.type} ${group.value}`}>
                <td>
                  <SeverityMark severity={group.severity} />
                </td>
                <td className="wf-cell-main">
                  <EntityLink kind={group.type ?? ''} id={group.value ?? ''} />
                  <small>{t(`entity.${group.type}`, { defaultValue: group.type ?? '' })}</small>
                </td>
                <td className="wf-number">
                  <Link to="/alerts" search={{ status: 'open', entity: group.value }}>
                    {n.format(group.alerts)}
                  </Link>
                </td>
                <td className="wf-number">{n.format(group.new)}</td>
                <td className="wf-number">{n.format(group.rules)}</td>
                <td>
                  <When at={group.lastSeen} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Card>
  );
}
