import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Progress } from 'antd';
import { call, type Schema } from '../../api/call';
import { pick } from '../../i18n';
import { useTranslation } from '../../i18n/translation';
import { SeverityMark } from '../../ui/SeverityMark';
import { EmptyState, ErrorState, InlineProblem, LoadingRows } from '../../ui/States';
import { When } from '../../ui/When';

type Job = Schema<'Backtest'>;

const running = (job: Job | undefined) => job?.state === 'waiting' || job?.state === 'running';

/** The rules tried on all recorded events, against those in force. Counts only, no records. */
export function BacktestPanel({ yaml }: { yaml: string }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const jobs = useQuery({
    queryKey: ['backtests'],
    queryFn: async ({ signal }) => (await call('get', '/rules/backtests', { signal })).items,
    refetchInterval: (query) => (running(query.state.data?.at(-1)) ? 1000 : false),
  });
  const again = () => queries.invalidateQueries({ queryKey: ['backtests'] });
  const start = useMutation({
    mutationFn: () => call('post', '/rules/backtests', { body: { yaml } }),
    onSuccess: again,
  });
  const cancel = useMutation({
    mutationFn: (id: string) => call('delete', '/rules/backtests/{id}', { path: { id } }),
    onSuccess: again,
  });
  const last = jobs.data?.at(-1);
  return (
    <>
      <p className="wf-hint">{t('backtest.subtitle')}</p>
      <p>
        <Button
          type="primary"
          loading={start.isPending}
          disabled={yaml.trim() === '' || running(last)}
          onClick={() => start.mutate()}
        >
          {t('backtest.start')}
        </Button>{' '}
        {running(last) && <Button onClick={() => cancel.mutate(last!.id)}>{t('backtest.cancel')}</Button>}
      </p>
      <InlineProblem error={start.error ?? cancel.error} />
      {jobs.isPending ? (
        <LoadingRows rows={3} />
      ) : jobs.isError ? (
        <ErrorState error={jobs.error} retry={() => void jobs.refetch()} />
      ) : last ? (
        <Result job={last} />
      ) : (
        <EmptyState title={t('backtest.none')} hint={t('backtest.noneHint')} />
      )}
    </>
  );
}

function Result({ job }: { job: Job }) {
  const { t, i18n } = useTranslation();
  const n = new Intl.NumberFormat(i18n.language);
  const percent = job.total === 0 ? 0 : Math.floor((100 * job.done) / job.total);
  const changed = job.rows.filter((r) => r.status !== 'same' || r.added > 0 || r.dropped > 0);
  return (
    <section aria-live="polite">
      <h3 className="wf-sub">
        {t(`backtest.state.${job.state}`)}{' '}
        <small>
          {job.by} · <When at={job.since} />
        </small>
      </h3>
      {running(job) && <Progress percent={percent} aria-label={t('backtest.progress')} />}
      <p className="wf-hint">
        {t('backtest.read', { done: n.format(job.done), total: n.format(job.total), bad: n.format(job.bad) })}
      </p>
      {job.problem && <p role="alert">{job.problem}</p>}
      {job.state === 'done' && changed.length === 0 && <p>{t('backtest.nothing')}</p>}
      {changed.length > 0 && (
        <table className="wf-table wf-table-quiet">
          <thead>
            <tr>
              <th>{t('rules.title')}</th>
              <th>{t('backtest.status')}</th>
              <th className="wf-number">{t('backtest.alerts')}</th>
              <th className="wf-number">{t('backtest.active')}</th>
              <th className="wf-number">{t('backtest.added')}</th>
              <th className="wf-number">{t('backtest.dropped')}</th>
            </tr>
          </thead>
          <tbody>
            {changed.map((row) => (
              <tr key={row.id}>
                <td>
                  <SeverityMark severity={row.severity} /> <b>{pick(row.title, i18n.language)}</b>
                </td>
                <td>{t(`backtest.is.${row.status}`)}</td>
                <td className="wf-number">{n.format(row.alerts)}</td>
                <td className="wf-number">{n.format(row.active)}</td>
                <td className="wf-number">{n.format(row.added)}</td>
                <td className="wf-number">{n.format(row.dropped)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
