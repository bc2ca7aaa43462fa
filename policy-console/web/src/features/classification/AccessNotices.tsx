import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { call, type Schema } from '../../api/call';
import { useTranslation } from '../../i18n/translation';
import { EntityLink } from '../../ui/EntityLink';
import { Card } from '../../ui/Page';
import { Pager } from '../../ui/Pager';
import { EmptyState, ErrorState, InlineProblem, LoadingRows } from '../../ui/States';
import { When } from '../../ui/When';
import { SeenBy } from './SeenBy';

const route = getRouteApi('/classification');
const key = ['access', 'notices'];

type Notice = Schema<'AccessNotice'>;

/** Who opened data whose policy asks that its owner is told. */
export function AccessNotices() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const notices = useQuery({
    queryKey: [...key, search.opened ?? ''],
    queryFn: ({ signal }) => call('get', '/access/notices', { query: { cursor: search.opened }, signal }),
  });
  const seen = useMutation({
    mutationFn: (id: number) => call('post', '/access/notices/{id}/seen', { path: { id } }),
    onSettled: () => client.invalidateQueries({ queryKey: key }),
  });
  return (
    <Card flush title={t('classification.opened.title')}>
      <InlineProblem error={seen.error} />
      {notices.isPending ? (
        <LoadingRows rows={3} />
      ) : notices.isError ? (
        <ErrorState error={notices.error} retry={() => void notices.refetch()} />
      ) : notices.data.items.length === 0 ? (
        <EmptyState title={t('classification.opened.none')} hint={t('classification.opened.noneHint')} />
      ) : (
        <table className="wf-table">
          <thead>
            <tr>
              <th>{t('classification.opened.who')}</th>
              <th>{t('classification.asset')}</th>
              <th>{t('classification.opened.what')}</th>
              <th>{t('classification.opened.policy')}</th>
              <th className="wf-w-time">{t('classification.opened.last')}</th>
              <th className="wf-w-state">{t('classification.seen')}</th>
            </tr>
          </thead>
          <tbody>
            {notices.data.items.map((one) => (
              <tr key={one.id}>
                <td>
                  <EntityLink kind="person" id={one.person} />
                  <small>{one.username}</small>
                </td>
                <td>
                  <Link to="/assets" search={{ id: one.asset }}>
                    {one.asset}
                  </Link>
                </td>
                <td>
                  <Opened notice={one} />
                </td>
                <td>
                  <code>{one.policy}</code>
                </td>
                <td>
                  <When at={one.last} />
                  {one.count > 1 && (
                    <small>
                      {t('classification.opened.since')} <When at={one.first} precision="minute" />
                    </small>
                  )}
                </td>
                <td>
                  <SeenBy by={one.seenBy} busy={seen.isPending && seen.variables === one.id} onSeen={() => seen.mutate(one.id)} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <Pager
        cursor={search.opened}
        next={notices.data?.next}
        shown={notices.data?.items.length ?? 0}
        onGo={(opened, pages) => void navigate({ search: (old) => ({ ...old, opened }), state: { pages } })}
      />
    </Card>
  );
}

/** What was done, how often, what for, and the last record with its proof. */
function Opened({ notice }: { notice: Notice }) {
  const { t, i18n } = useTranslation();
  const record = /^events\/(\d+)$/.exec(notice.record ?? '')?.[1];
  const action = t(`access.action.${notice.action}`, { defaultValue: notice.action });
  return (
    <>
      {notice.count > 1
        ? t('classification.opened.times', { action, n: new Intl.NumberFormat(i18n.language).format(notice.count) })
        : action}
      {record && (
        <div>
          <Link to="/audit" search={{ stream: 'events', rec: `events:${record}`, t: 'all' }}>
            {t('classification.opened.record', { seq: record })}
          </Link>
        </div>
      )}
      {notice.purpose && <small>{t('classification.opened.purpose', { purpose: notice.purpose })}</small>}
    </>
  );
}
