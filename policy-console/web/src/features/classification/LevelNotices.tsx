import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { call } from '../../api/call';
import { pick } from '../../i18n';
import { useTranslation } from '../../i18n/translation';
import { LevelChip } from '../../ui/Labels';
import { Card } from '../../ui/Page';
import { Pager } from '../../ui/Pager';
import { EmptyState, ErrorState, InlineProblem, LoadingRows } from '../../ui/States';
import { When } from '../../ui/When';
import { SeenBy } from './SeenBy';

const route = getRouteApi('/classification');

/** Levels that were raised without a person, where the site wants that. */
export function LevelNotices() {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const notices = useQuery({
    queryKey: ['classification', 'notices', search.cursor ?? ''],
    queryFn: ({ signal }) => call('get', '/classification/notices', { query: { cursor: search.cursor }, signal }),
  });
  const seen = useMutation({
    mutationFn: (notice: number) => call('post', '/classification/notices/{notice}/seen', { path: { notice } }),
    onSettled: () => client.invalidateQueries({ queryKey: ['classification', 'notices'] }),
  });
  if (notices.isPending) return <LoadingRows />;
  if (notices.isError) return <ErrorState error={notices.error} retry={() => void notices.refetch()} />;
  return (
    <Card flush title={t('classification.raisedAlone')}>
      <InlineProblem error={seen.error} />
      {notices.data.items.length === 0 ? (
        <EmptyState title={t('classification.noNotices')} hint={t('classification.noNoticesHint')} />
      ) : (
        <table className="wf-table">
          <thead>
            <tr>
              <th>{t('classification.asset')}</th>
              <th>{t('classification.raised')}</th>
              <th>{t('classification.reasons')}</th>
              <th className="wf-w-time">{t('classification.at')}</th>
              <th className="wf-w-state">{t('classification.seen')}</th>
            </tr>
          </thead>
          <tbody>
            {notices.data.items.map((one) => (
              <tr key={one.id}>
                <td>
                  <Link to="/assets" search={{ id: one.asset }}>
                    {one.asset}
                  </Link>
                </td>
                <td>
                  <span className="wf-grade-line">
                    {one.from ? <LevelChip rank={one.from} /> : t('assets.ungraded')}
                    <span aria-hidden>→</span>
                    <LevelChip rank={one.to} />
                  </span>
                </td>
                <td>{one.reasons.map((reason) => pick(reason, i18n.language)).join(t('common.listSeparator'))}</td>
                <td>
                  <When at={one.at} />
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
        cursor={search.cursor}
        next={notices.data.next}
        shown={notices.data.items.length}
        onGo={(cursor, pages) => void navigate({ search: (old) => ({ ...old, cursor }), state: { pages } })}
      />
    </Card>
  );
}
