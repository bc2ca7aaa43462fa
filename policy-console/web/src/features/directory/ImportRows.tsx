import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { call, type Schema } from '../../api/call';
import { pick } from '../../i18n';
import { useTranslation } from '../../i18n/translation';
import { Card } from '../../ui/Page';
import { Pager } from '../../ui/Pager';
import { EmptyState, ErrorState, LoadingRows } from '../../ui/States';

const route = getRouteApi('/imports/$id');
const filters = ['created', 'changed', 'unchanged', 'removed', 'error', 'raised', 'conflict'] as const;
const tones = { created: 'ok', changed: 'info', unchanged: 'none', removed: 'bad', error: 'bad' } as const;

function shown(value: unknown): string {
  if (value === null || value === undefined) return '–';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Row by row what would change, and what is wrong where. */
export function ImportRows({ it }: { it: Schema<'Import'> }) {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const change = filters.find((f) => f === search.change);
  const rows = useQuery({
    queryKey: ['imports', it.id, 'rows', it.state, change ?? '', search.cursor ?? ''],
    queryFn: ({ signal }) =>
      call('get', '/imports/{id}/rows', { path: { id: it.id }, query: { change, cursor: search.cursor, limit: 100 }, signal }),
    placeholderData: (old) => old,
  });
  return (
    <Card title={t('imports.rowsTitle')} flush>
      {rows.isPending ? (
        <LoadingRows />
      ) : rows.isError ? (
        <ErrorState error={rows.error} retry={() => void rows.refetch()} />
      ) : rows.data.items.length === 0 ? (
        <EmptyState title={t('imports.noRows')} hint={t('imports.noRowsHint')} />
      ) : (
        <table className="wf-table">
          <thead>
            <tr>
              <th className="wf-number">{t('imports.line')}</th>
              <th>{t('imports.change')}</th>
              <th>{t('imports.object')}</th>
              <th>{t('imports.what')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.data.items.map((row) => (
              <tr key={row.number}>
                <td className="wf-number">{row.line ?? '–'}</td>
                <td>
                  <span className={`wf-tag wf-tone-${tones[row.change]}`}>{t(`imports.row.${row.change}`)}</span>
                  {row.raised && row.raised.length > 0 && <span className="wf-tag wf-tone-warn">{t('imports.raisedShort')}</span>}
                  {row.outcome && <small>{t(`imports.outcome.${row.outcome}`)}</small>}
                </td>
                <td>
                  <code>{row.id}</code>
                </td>
                <td>
                  <RowDetail row={row} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <div className="wf-pad">
        <Pager
          cursor={search.cursor}
          next={rows.data?.next}
          shown={rows.data?.items.length ?? 0}
          onGo={(cursor, pages) => void navigate({ search: (old) => ({ ...old, cursor }), state: { pages } })}
        />
      </div>
    </Card>
  );
}

function RowDetail({ row }: { row: Schema<'ImportRow'> }) {
  const { i18n } = useTranslation();
  const diff = Object.entries(row.diff ?? {});
  return (
    <>
      {row.problems?.map((problem, i) => (
        <p key={i} className="wf-bad-text">
          {problem.column && <code>{problem.column}</code>} {pick(problem, i18n.language)}
        </p>
      ))}
      {row.reason && <p className="wf-hint">{row.reason}</p>}
      {diff.length > 0 && (
        <ul className="wf-diff">
          {diff.map(([field, [before, after]]) => (
            <li key={field} data-raised={row.raised?.includes(field) || undefined}>
              <code>{field}</code> <del>{shown(before)}</del> <ins>{shown(after)}</ins>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
