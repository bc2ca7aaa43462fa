import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { call } from '../../api/call';
import { useTranslation } from '../../i18n/translation';
import { LevelChip } from '../../ui/Labels';
import { Pager } from '../../ui/Pager';
import { EmptyState, ErrorState, LoadingRows } from '../../ui/States';
import type { Asked } from './Explained';

const route = getRouteApi('/explain');

interface Line {
  id: string;
  name: string;
  department?: string;
  level?: number;
  graded?: boolean;
  verdict: 'allowed' | 'conditional';
  policy: string;
}

async function find(mode: 'who' | 'what', id: string, query: Asked & { cursor?: string; limit: number }, signal: AbortSignal) {
  if (mode === 'who') {
    const page = await call('get', '/access/who-can/{asset}', { path: { asset: id }, query, signal });
    return { ...page, items: page.items.map((one): Line => ({ ...one, id: one.person })) };
  }
  const page = await call('get', '/access/what-can/{person}', { path: { person: id }, query, signal });
  return { ...page, items: page.items.map((one): Line => ({ ...one, id: one.asset })) };
}

/** Who has access to an asset, or what a person has access to, each one click from its explanation. */
export function Holders({ mode, asked }: { mode: 'who' | 'what'; asked: Asked }) {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const id = mode === 'who' ? search.asset : search.person;
  const query = { ...asked, cursor: search.cursor, limit: 100 };
  const found = useQuery({
    queryKey: ['access', mode, id, query],
    queryFn: ({ signal }) => find(mode, id ?? '', query, signal),
    enabled: Boolean(id),
    placeholderData: (old) => old,
  });
  if (!id) {
    return (
      <div className="wf-card">
        <EmptyState title={t(`access.choose.${mode}`)} hint={t('access.chooseBothHint')} />
      </div>
    );
  }
  if (found.isPending) return <LoadingRows />;
  if (found.isError) return <ErrorState error={found.error} retry={() => void found.refetch()} />;
  const { items, next, setVersion } = found.data;
  return (
    <section className="wf-card wf-card-flush">
      <p className="wf-pad wf-hint">{setVersion === 0 ? t('access.notPublished') : t('access.bySet', { n: setVersion })}</p>
      {items.length === 0 && !next ? (
        <EmptyState title={t(`access.none.${mode}`)} hint={t('access.noneHint')} />
      ) : (
        <table className="wf-table">
          <thead>
            <tr>
              <th>{t(mode === 'who' ? 'access.person' : 'access.asset')}</th>
              <th>{t(mode === 'who' ? 'people.department' : 'assets.level')}</th>
              <th>{t('access.access')}</th>
              <th>{t('access.policyLabel')}</th>
              <th>
                <span className="wf-hidden">{t('access.why')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {items.map((one) => (
              <tr key={one.id}>
                <td>
                  <b>{one.name}</b>
                  <small>{one.id}</small>
                </td>
                <td>
                  {mode === 'who' ? (
                    one.department
                  ) : (
                    <>
                      <LevelChip rank={one.level ?? 0} />
                      {one.graded === false && <small>{t('assets.ungraded')}</small>}
                    </>
                  )}
                </td>
                <td>
                  <span className={`wf-tag wf-tone-${one.verdict === 'allowed' ? 'ok' : 'warn'}`}>{t(`access.verdict.${one.verdict}`)}</span>
                </td>
                <td>
                  <code>{one.policy}</code>
                </td>
                <td className="wf-buttons">
                  <button
                    type="button"
                    className="wf-link"
                    onClick={() =>
                      void navigate({
                        search: (old) => ({
                          ...old,
                          mode: 'explain',
                          cursor: undefined,
                          ...(mode === 'who' ? { person: one.id } : { asset: one.id }),
                        }),
                      })
                    }
                  >
                    {t('access.why')}
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <div className="wf-pad">
        <Pager
          cursor={search.cursor}
          next={next}
          shown={items.length}
          onGo={(cursor, pages) => void navigate({ search: (old) => ({ ...old, cursor }), state: { pages } })}
        />
      </div>
    </section>
  );
}
