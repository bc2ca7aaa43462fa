import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { call } from '../../api/call';
import { useTranslation } from '../../i18n/translation';
import { LevelChip } from '../../ui/Labels';
import { Pager } from '../../ui/Pager';
import { EmptyState, ErrorState, LoadingRows } from '../../ui/States';
import { AssetGrade } from './AssetGrade';

const route = getRouteApi('/classification');
const tones = { recommended: 'bad', ungraded: 'warn', overdue: 'info' } as const;

/** Lower than recommended, widest gap first; then ungraded; then reviews that are overdue. */
export function Conflicts() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const conflicts = useQuery({
    queryKey: ['classification', 'conflicts', search.cursor ?? ''],
    queryFn: ({ signal }) => call('get', '/classification/conflicts', { query: { cursor: search.cursor }, signal }),
    placeholderData: (old) => old,
  });
  if (conflicts.isPending) return <LoadingRows />;
  if (conflicts.isError) return <ErrorState error={conflicts.error} retry={() => void conflicts.refetch()} />;
  const { items, next } = conflicts.data;
  const chosen = search.asset ?? items[0]?.asset;
  if (items.length === 0 && !search.asset) {
    return (
      <div className="wf-card">
        <EmptyState title={t('classification.noConflicts')} hint={t('classification.noConflictsHint')} />
      </div>
    );
  }
  return (
    <>
      <div className="wf-split">
        <ol className="wf-list" aria-label={t('classification.tab.conflicts')}>
          {items.map((one) => (
            <li key={one.asset}>
              <button
                type="button"
                className="wf-list-item"
                aria-current={one.asset === chosen || undefined}
                onClick={() => void navigate({ search: (old) => ({ ...old, asset: one.asset }), replace: true })}
              >
                <span className="wf-list-top">
                  <b>{one.name}</b>
                  <span className={`wf-tag wf-tone-${tones[one.kind]}`}>{t(`classification.conflict.${one.kind}`)}</span>
                </span>
                <span className="wf-grade-line">
                  {one.decided ? <LevelChip rank={one.decided} /> : <span className="wf-none">{t('assets.ungraded')}</span>}
                  {one.recommended && (
                    <>
                      <span aria-hidden>→</span>
                      <LevelChip rank={one.recommended} />
                    </>
                  )}
                </span>
                <small>
                  {one.asset}
                  {one.owner && ` · ${one.owner}`}
                  {one.kind === 'overdue' && one.review && ` · ${t('assets.reviewOn', { day: one.review })}`}
                </small>
              </button>
            </li>
          ))}
          {items.length === 0 && <li className="wf-list-none">{t('classification.noConflicts')}</li>}
        </ol>
        {chosen && <AssetGrade key={chosen} id={chosen} />}
      </div>
      <Pager
        cursor={search.cursor}
        next={next}
        shown={items.length}
        onGo={(cursor, pages) =>
          void navigate({ search: (old) => ({ ...old, cursor, asset: undefined }), state: { pages } })
        }
      />
    </>
  );
}
