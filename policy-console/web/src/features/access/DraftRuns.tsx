import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, InputNumber } from 'antd';
import { useId, useState } from 'react';
import { useSession } from '../../app/session';
import { call, type Schema } from '../../api/call';
import { useTranslation } from '../../i18n/translation';
import { AskApproval } from '../../ui/AskApproval';
import { Card } from '../../ui/Page';
import { EmptyState, ErrorState, InlineProblem, LoadingRows } from '../../ui/States';
import { When } from '../../ui/When';
import { RunProgress } from './RunProgress';
import { RunSummary } from './RunSummary';
import type { Draft } from './useDraftEditor';

const tones = { running: 'info', done: 'ok', failed: 'bad', cancelled: 'none' } as const;
type State = Schema<'PolicyDryRun'>['state'];

/** Dry runs of a draft, and the way from the latest one to publication. */
export function DraftRuns({ draft, dirty }: { draft: Draft; dirty: boolean }) {
  const { t } = useTranslation();
  const id = useId();
  const { can } = useSession();
  const client = useQueryClient();
  const [days, setDays] = useState(7);
  const runs = useQuery({
    queryKey: ['access', 'dry-runs', draft.id],
    queryFn: ({ signal }) => call('get', '/access/dry-runs', { query: { draft: draft.id, limit: 20 }, signal }),
    refetchInterval: (query) => (query.state.data?.items.some((run) => run.state === 'running') ? 1500 : false),
  });
  const start = useMutation({
    mutationFn: () => call('post', '/access/drafts/{id}/dry-run', { path: { id: draft.id }, body: { days } }),
    onSettled: () => client.invalidateQueries({ queryKey: ['access', 'dry-runs'] }),
  });
  const latest = runs.data?.items[0];
  const running = latest?.state === 'running';
  return (
    <>
      {can('policy:test') && draft.state === 'open' && (
        <Card title={t('access.tryTitle')}>
          <p className="wf-prose">{t('access.tryText')}</p>
          <InlineProblem error={start.error} />
          {dirty && <p className="wf-hint">{t('access.saveFirst')}</p>}
          <div className="wf-inline-form">
            <label htmlFor={id}>{t('access.replayDays')}</label>
            <InputNumber id={id} min={1} max={90} value={days} onChange={(n) => setDays(n ?? 7)} />
            <Button type="primary" disabled={dirty || running} loading={start.isPending} onClick={() => start.mutate()}>
              {t('access.startRun')}
            </Button>
          </div>
        </Card>
      )}
      {latest && <Latest id={latest.id} draft={draft} dirty={dirty} />}
      <Card title={t('access.allRuns')} flush>
        {runs.isPending ? (
          <LoadingRows rows={3} />
        ) : runs.isError ? (
          <ErrorState error={runs.error} retry={() => void runs.refetch()} />
        ) : runs.data.items.length === 0 ? (
          <EmptyState title={t('access.noRuns')} hint={t('access.noRunsHint')} />
        ) : (
          <table className="wf-table">
            <thead>
              <tr>
                <th>{t('access.started')}</th>
                <th>{t('access.by')}</th>
                <th className="wf-w-status">{t('access.state')}</th>
                <th className="wf-number">{t('access.base')}</th>
                <th>
                  <span className="wf-hidden">{t('access.seeDryRun')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {runs.data.items.map((run) => (
                <tr key={run.id}>
                  <td>
                    <When at={run.startedAt} />
                  </td>
                  <td>{run.startedBy}</td>
                  <td>
                    <span className={`wf-tag wf-tone-${tones[run.state as State] ?? 'none'}`}>
                      {t(`access.runState.${run.state}`)}
                    </span>
                  </td>
                  <td className="wf-number">{run.baseVersion || t('common.none')}</td>
                  <td className="wf-buttons">
                    <Link to="/access/dry-runs/$id" params={{ id: run.id }}>
                      {t('access.seeDryRun')}
                    </Link>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Card>
    </>
  );
}

/** The newest run, and whether it is of what would be published. */
function Latest({ id, draft, dirty }: { id: string; draft: Draft; dirty: boolean }) {
  const { t } = useTranslation();
  const { can } = useSession();
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const run = useQuery({
    queryKey: ['access', 'dry-run', id],
    queryFn: ({ signal }) => call('get', '/access/dry-runs/{id}', { path: { id }, signal }),
    refetchInterval: (query) => (query.state.data?.state === 'running' ? 1000 : false),
  });
  if (!run.data) return run.isError ? <ErrorState error={run.error} /> : <LoadingRows rows={3} />;
  const fits = run.data.state === 'done' && run.data.draftHash === draft.hash && run.data.baseVersion === draft.baseVersion && !dirty;
  return (
    <Card title={t('access.latestRun')} extra={<Link to="/access/dry-runs/$id" params={{ id }}>{t('access.seeDryRun')}</Link>}>
      {run.data.state === 'running' && <RunProgress run={run.data} />}
      {run.data.problem && run.data.state !== 'done' && <div className="wf-notice wf-notice-bad">{run.data.problem}</div>}
      {run.data.result && <RunSummary run={run.data} />}
      {run.data.state === 'done' && draft.state === 'open' && can('policy:publish') && (
        <div className="wf-decision-buttons">
          {!fits && <p className="wf-hint">{t('access.runOutdated')}</p>}
          <Button type="primary" disabled={!fits} onClick={() => setAsking(true)}>
            {t('access.publish')}
          </Button>
        </div>
      )}
      {asking && (
        <AskApproval
          kind="policy.publish"
          target={draft.id}
          parameters={{ dryRun: id }}
          title={t('access.publishTitle', { title: draft.title })}
          explain={
            <p>
              {t('access.publishText', {
                gaining: run.data.result?.personsGaining ?? 0,
                losing: run.data.result?.personsLosing ?? 0,
              })}
            </p>
          }
          onAsked={() => void client.invalidateQueries({ queryKey: ['access'] })}
          onClose={() => setAsking(false)}
        />
      )}
    </Card>
  );
}
