import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Input, Progress } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { ApiProblem } from '../../api/http';
import type { Backtest, RuleProblem } from '../../api/types';
import { pick } from '../../i18n';
import { Page } from '../../ui/Page';
import { SeverityMark } from '../../ui/SeverityMark';
import { EmptyState, ErrorState, InlineProblem } from '../../ui/States';
import { When } from '../../ui/When';

const running = (job: Backtest | undefined) => job?.state === 'waiting' || job?.state === 'running';

/** Where the submitted rules are wrong, line by line. */
function Problems({ error }: { error: unknown }) {
  const { t } = useTranslation();
  const problems = error instanceof ApiProblem ? (error.fields.problems as RuleProblem[] | undefined) : undefined;
  if (!problems) return <InlineProblem error={error} />;
  return (
    <div className="wf-notice wf-notice-bad" role="alert">
      <strong>{t('backtest.refused')}</strong>
      <ul>
        {problems.map((p) => (
          <li key={`${p.line} ${p.reason}`}>
            {p.line > 0 && <b>{t('backtest.line', { line: p.line })} </b>}
            {p.reason}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Result({ job, onCancel }: { job: Backtest; onCancel: () => void }) {
  const { t, i18n } = useTranslation();
  const percent = job.total === 0 ? 0 : Math.floor((100 * job.done) / job.total);
  const changed = job.rows.filter((r) => r.status !== 'same' || r.added > 0 || r.dropped > 0);
  return (
    <section className="wf-card" aria-live="polite">
      <header className="wf-card-head">
        <h2>{t(`backtest.state.${job.state}`)}</h2>
        <div className="wf-card-extra">
          <span className="wf-hint">
            {job.by} · <When at={job.since} />
          </span>
          {running(job) && <Button onClick={onCancel}>{t('backtest.cancel')}</Button>}
        </div>
      </header>
      <div className="wf-card-body">
        {running(job) && <Progress percent={percent} aria-label={t('backtest.progress')} />}
        <p className="wf-hint">{t('backtest.read', { done: job.done, total: job.total, bad: job.bad })}</p>
        {job.problem && <p role="alert">{job.problem}</p>}
        {job.state === 'done' && changed.length === 0 && <p>{t('backtest.nothing')}</p>}
        {changed.length > 0 && (
          <table className="wf-table">
            <thead>
              <tr>
                <th className="wf-w-sev">{t('alerts.column.severity')}</th>
                <th>{t('rules.title')}</th>
                <th>{t('backtest.status')}</th>
                <th>{t('backtest.alerts')}</th>
                <th>{t('backtest.active')}</th>
                <th>{t('backtest.added')}</th>
                <th>{t('backtest.dropped')}</th>
              </tr>
            </thead>
            <tbody>
              {changed.map((row) => (
                <tr key={row.id}>
                  <td>
                    <SeverityMark severity={row.severity} />
                  </td>
                  <td className="wf-cell-main">
                    <b>{pick(row.title, i18n.language)}</b>
                  </td>
                  <td>{t(`backtest.is.${row.status}`)}</td>
                  <td>{row.alerts}</td>
                  <td>{row.active}</td>
                  <td>{row.added}</td>
                  <td>{row.dropped}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
    </section>
  );
}

/** Trying rules on the recorded events before they are put in force. */
export function BacktestPage() {
  const { t } = useTranslation();
  const yamlId = useId();
  const queries = useQueryClient();
  const [yaml, setYaml] = useState('');
  const jobs = useQuery({
    queryKey: ['backtests'],
    queryFn: ({ signal }) => api.backtests(signal),
    refetchInterval: (query) => (running(query.state.data?.at(-1)) ? 1000 : false),
  });
  const again = () => queries.invalidateQueries({ queryKey: ['backtests'] });
  const start = useMutation({ mutationFn: () => api.startBacktest(yaml), onSuccess: again });
  const cancel = useMutation({ mutationFn: (jobId: string) => api.cancelBacktest(jobId), onSuccess: again });
  const last = jobs.data?.at(-1);
  return (
    <Page
      title={t('backtest.title')}
      subtitle={t('backtest.subtitle')}
      actions={<Link to="/rules">{t('nav.rules')}</Link>}
    >
      <form
        className="wf-card"
        onSubmit={(event) => {
          event.preventDefault();
          start.mutate();
        }}
      >
        <div className="wf-card-body">
          <label htmlFor={yamlId}>{t('backtest.yaml')}</label>
          <Input.TextArea
            id={yamlId}
            className="wf-code"
            rows={14}
            spellCheck={false}
            value={yaml}
            maxLength={262_144}
            placeholder={t('backtest.placeholder')}
            onChange={(event) => setYaml(event.target.value)}
          />
          <Problems error={start.error} />
          <div className="wf-page-actions">
            <Button
              type="primary"
              htmlType="submit"
              loading={start.isPending}
              disabled={yaml.trim() === '' || running(last)}
            >
              {t('backtest.start')}
            </Button>
          </div>
        </div>
      </form>
      {jobs.isError ? (
        <ErrorState error={jobs.error} retry={() => void jobs.refetch()} />
      ) : last ? (
        <Result job={last} onCancel={() => cancel.mutate(last.id)} />
      ) : (
        jobs.isSuccess && <EmptyState title={t('backtest.none')} hint={t('backtest.noneHint')} />
      )}
    </Page>
  );
}
