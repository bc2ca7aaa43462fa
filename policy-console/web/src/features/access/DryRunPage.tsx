import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { call, type Schema } from '../../api/call';
import { useTranslation } from '../../i18n/translation';
import { Card, Page } from '../../ui/Page';
import { ErrorState, LoadingRows } from '../../ui/States';
import { When } from '../../ui/When';
import { ChangeTable } from './ChangeTable';
import { RunProgress } from './RunProgress';
import { RunSummary } from './RunSummary';

const route = getRouteApi('/access/dry-runs/$id');
type Run = Schema<'PolicyDryRun'>;

export function DryRunPage() {
  const { t } = useTranslation();
  const { id } = route.useParams();
  const run = useQuery({
    queryKey: ['access', 'dry-run', id],
    queryFn: ({ signal }) => call('get', '/access/dry-runs/{id}', { path: { id }, signal }),
    refetchInterval: (query) => (query.state.data?.state === 'running' ? 1000 : false),
  });
  if (run.isPending) return <LoadingRows />;
  if (run.isError) return <ErrorState error={run.error} retry={() => void run.refetch()} />;
  const it = run.data;
  return (
    <Page
      title={t('access.dryRun')}
      subtitle={
        <>
          {t(`access.runState.${it.state}`)} · {it.startedBy} · <When at={it.startedAt} />
        </>
      }
      actions={
        <Link to="/access/drafts/$id" params={{ id: it.draft }} search={{ view: 'runs' }}>
          {t('access.toDraft')}
        </Link>
      }
    >
      <Card>
        {it.state === 'running' && <RunProgress run={it} />}
        {it.problem && it.state !== 'done' && <div className="wf-notice wf-notice-bad">{it.problem}</div>}
        <RunSummary run={it} />
      </Card>
      {it.result && (
        <>
          <div className="wf-two">
            <Affected title={t('access.persons')} list={it.result.persons} param="person" />
            <Affected title={t('access.assets')} list={it.result.assets} param="asset" />
          </div>
          <Replayed result={it.result} />
          <ChangeTable id={id} />
        </>
      )}
    </Page>
  );
}

/** Those with most changes; one click shows only theirs in the list below. */
function Affected({ title, list, param }: { title: string; list: Schema<'Affected'>[]; param: 'person' | 'asset' }) {
  const { t } = useTranslation();
  const navigate = route.useNavigate();
  const search = route.useSearch();
  return (
    <Card title={title} extra={t('access.mostFirst')} flush>
      {list.length === 0 ? (
        <p className="wf-pad wf-hint">{t('access.nobody')}</p>
      ) : (
        <div className="wf-scroll-list">
          <table className="wf-table">
            <thead>
              <tr>
                <th>{title}</th>
                <th className="wf-number">{t('access.gained')}</th>
                <th className="wf-number">{t('access.lost')}</th>
                <th className="wf-number">{t('access.terms')}</th>
              </tr>
            </thead>
            <tbody>
              {list.map((one) => (
                <tr key={one.id} aria-current={search[param] === one.id || undefined}>
                  <td>
                    <button
                      type="button"
                      className="wf-link"
                      onClick={() =>
                        void navigate({
                          search: (old) => ({ ...old, [param]: old[param] === one.id ? undefined : one.id, cursor: undefined }),
                          replace: true,
                        })
                      }
                    >
                      {one.name || one.id}
                    </button>
                    <small>{one.id}</small>
                  </td>
                  <td className="wf-number">{one.gained > 0 ? `+${one.gained}` : ''}</td>
                  <td className="wf-number">{one.lost > 0 ? `−${one.lost}` : ''}</td>
                  <td className="wf-number">{one.terms || ''}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  );
}

/** Decisions that were really made, and would now be other ones. */
function Replayed({ result }: { result: NonNullable<Run['result']> }) {
  const { t } = useTranslation();
  const { replay } = result;
  if (replay.changed.length === 0) return null;
  return (
    <Card title={t('access.replayTitle')} flush>
      <div className="wf-scroll-list">
        <table className="wf-table">
          <thead>
            <tr>
              <th>{t('access.person')}</th>
              <th>{t('access.actionLabel')}</th>
              <th>{t('access.asset')}</th>
              <th>{t('access.change')}</th>
              <th>{t('access.policyLabel')}</th>
            </tr>
          </thead>
          <tbody>
            {replay.changed.map((one) => (
              <tr key={one.seq}>
                <td>{one.person}</td>
                <td>{t(`access.action.${one.action}`)}</td>
                <td>{one.asset}</td>
                <td>
                  {t(`access.verdict.${one.was ? 'allowed' : 'denied'}`)} → <b>{t(`access.verdict.${one.now ? 'allowed' : 'denied'}`)}</b>
                </td>
                <td>
                  <code>{one.policy || one.reason}</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}
