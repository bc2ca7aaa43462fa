import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { call, type Schema } from '../../api/call';
import { useSession } from '../../app/session';
import { useTranslation } from '../../i18n/translation';
import { SeverityMark } from '../../ui/SeverityMark';
import { EmptyState, ErrorState, LoadingRows } from '../../ui/States';
import { When } from '../../ui/When';
import { type QueueSearch, queryOf, viewOf } from './filters';

export type Group = Schema<'AlertGroups'>['items'][number];
export type GroupAct = 'acknowledge' | 'close' | 'escalate';

interface Props {
  search: QueueSearch;
  by: 'entity' | 'rule';
  markable: boolean;
  onOpen: (group: Group) => void;
  onAct: (group: Group, act: GroupAct) => void;
}

/** Alerts that go together, worst first: each line is what one person would look into as one thing. */
export function GroupTable({ search, by, markable, onOpen, onAct }: Props) {
  const { t, i18n } = useTranslation();
  const { user } = useSession();
  const view = viewOf(search);
  const groups = useQuery({
    queryKey: ['alert-groups', view, by],
    queryFn: ({ signal }) =>
      call('get', '/alerts/groups', {
        query: { ...queryOf(view, user.username, new Date()), by, limit: 100 },
        signal,
      }),
  });
  const n = new Intl.NumberFormat(i18n.language);
  if (groups.isPending) return <LoadingRows rows={8} />;
  if (!groups.data) return <ErrorState error={groups.error} retry={() => void groups.refetch()} />;
  if (groups.data.items.length === 0) {
    return <EmptyState title={t('alerts.empty.title')} hint={t('alerts.group.emptyHint')} />;
  }
  return (
    <>
      <table className="wf-table wf-groups">
        <thead>
          <tr>
            <th className="wf-col-severity">{t('alerts.column.severity')}</th>
            <th>{t(`alerts.group.${by}`)}</th>
            <th className="wf-number wf-col-count">{t('alerts.group.alerts')}</th>
            <th className="wf-number wf-col-count">{t('alerts.group.new')}</th>
            <th className="wf-number wf-col-count">{t(by === 'entity' ? 'alerts.group.rules' : 'alerts.group.entities')}</th>
            <th className="wf-number wf-col-count">{t('alerts.column.count')}</th>
            <th className="wf-col-lastSeen">{t('alerts.column.lastSeen')}</th>
            {markable && <th className="wf-buttons">{t('alerts.group.act')}</th>}
          </tr>
        </thead>
        <tbody>
          {groups.data.items.map((group) => {
            const name = by === 'entity' ? (group.value ?? '') : (group.name ?? '');
            return (
              <tr key={`${group.type ?? ''} ${group.value ?? group.rule}`} className={`wf-edge-${group.severity}`}>
                <td>
                  <SeverityMark severity={group.severity} />
                </td>
                <td className="wf-break">
                  <button type="button" className="wf-link wf-strong" onClick={() => onOpen(group)}>
                    {name}
                  </button>
                  {group.type && <small>{t(`entity.${group.type}`, { defaultValue: group.type })}</small>}
                </td>
                <td className="wf-number">{n.format(group.alerts)}</td>
                <td className="wf-number">{n.format(group.new)}</td>
                <td className="wf-number">{n.format(by === 'entity' ? group.rules : group.entities)}</td>
                <td className="wf-number">{n.format(group.matches)}</td>
                <td>
                  <When at={group.lastSeen} relative />
                </td>
                {markable && (
                  <td className="wf-buttons">
                    {(['acknowledge', 'escalate', 'close'] as const).map((act) => (
                      <Button
                        key={act}
                        size="small"
                        aria-label={t('alerts.group.doTo', { act: t(`alerts.bulk.do.${act}`), name })}
                        onClick={() => onAct(group, act)}
                      >
                        {t(`alerts.bulk.do.${act}`)}
                      </Button>
                    ))}
                  </td>
                )}
              </tr>
            );
          })}
        </tbody>
      </table>
      {groups.data.more && (
        <p className="wf-pad wf-hint">{t('alerts.filter.ofNewest', { n: n.format(groups.data.counted) })}</p>
      )}
    </>
  );
}
