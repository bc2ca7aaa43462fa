import { SearchOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { type RuleSummary, severities } from '../../api/types';
import { useSession } from '../../app/session';
import { pick } from '../../i18n';
import { list } from '../../lib/search';
import { Copyable } from '../../ui/Copyable';
import { Page } from '../../ui/Page';
import { SeverityIcon, SeverityMark } from '../../ui/SeverityMark';
import { EmptyState, ErrorState, LoadingRows } from '../../ui/States';
import { matches } from '../directory/editing';
import { logsourceText, tactics, tacticsOf, techniquesOf } from './attack';

const route = getRouteApi('/rules');

/** How many rules look for each ATT&CK tactic; a tactic without any is a gap worth seeing. */
function Coverage({
  rules,
  chosen,
  onChoose,
}: {
  rules: RuleSummary[];
  chosen: string | undefined;
  onChoose: (tactic: string | undefined) => void;
}) {
  const { t } = useTranslation();
  const counts = tactics.map((tactic) => rules.filter((r) => tacticsOf(r.tags).includes(tactic)).length);
  const top = Math.max(1, ...counts);
  return (
    <section className="wf-coverage" aria-label={t('rules.coverage')}>
      {tactics.map((tactic, i) => {
        const count = counts[i] ?? 0;
        return (
          <button
            key={tactic}
            type="button"
            aria-pressed={chosen === tactic}
            data-none={count === 0 || undefined}
            onClick={() => onChoose(chosen === tactic ? undefined : tactic)}
          >
            <b>{count}</b>
            <span>{t(`tactic.${tactic}`)}</span>
            <i style={{ width: `${(100 * count) / top}%` }} />
          </button>
        );
      })}
    </section>
  );
}

export function RulesPage() {
  const { t, i18n } = useTranslation();
  const { can } = useSession();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const rules = useQuery({ queryKey: ['rules'], queryFn: ({ signal }) => api.rules(signal) });
  const change = (to: Partial<typeof search>) =>
    void navigate({ search: (old) => ({ ...old, ...to }), replace: true, resetScroll: false });
  const chosen = list(search.severity);
  const rows = (rules.data ?? []).filter(
    (rule) =>
      (chosen.length === 0 || chosen.includes(rule.severity)) &&
      (!search.tactic || tacticsOf(rule.tags).includes(search.tactic)) &&
      matches(search.q, rule.id, rule.title.zh, rule.title.en, logsourceText(rule.logsource), ...rule.tags),
  );
  return (
    <Page
      title={t('nav.rules')}
      subtitle={t('rules.subtitle')}
      actions={can('rule:test') && <Link to="/backtest">{t('backtest.try')}</Link>}
    >
      {rules.data && (
        <Coverage rules={rules.data} chosen={search.tactic} onChoose={(tactic) => change({ tactic })} />
      )}
      <div className="wf-filters">
        <div className="wf-toggles" role="group" aria-label={t('alerts.filter.severity')}>
          {severities.map((severity) => {
            const on = chosen.includes(severity);
            const next = on ? chosen.filter((s) => s !== severity) : [...chosen, severity];
            return (
              <button
                key={severity}
                type="button"
                aria-pressed={on}
                onClick={() => change({ severity: next.join(',') || undefined })}
              >
                <SeverityIcon severity={severity} />
                {t(`severity.${severity}`)}
              </button>
            );
          })}
        </div>
        <Input
          className="wf-filter-text"
          allowClear
          prefix={<SearchOutlined aria-hidden />}
          placeholder={t('rules.search')}
          aria-label={t('rules.search')}
          defaultValue={search.q}
          onChange={(event) => change({ q: event.target.value || undefined })}
        />
        <span className="wf-grow" />
        <span className="wf-hint">{rules.data && t('rules.count', { count: rows.length })}</span>
      </div>
      <div className="wf-card wf-card-flush">
        {rules.isPending ? (
          <LoadingRows rows={12} />
        ) : rules.isError ? (
          <ErrorState error={rules.error} retry={() => void rules.refetch()} />
        ) : rows.length === 0 ? (
          <EmptyState
            title={t(rules.data.length === 0 ? 'rules.empty' : 'common.noMatch')}
            hint={t(rules.data.length === 0 ? 'rules.emptyHint' : 'common.noMatchHint')}
          />
        ) : (
          <table className="wf-table">
            <thead>
              <tr>
                <th className="wf-w-sev">{t('alerts.column.severity')}</th>
                <th>{t('rules.title')}</th>
                <th>{t('rules.logsource')}</th>
                <th>{t('rules.attack')}</th>
                <th className="wf-w-id">{t('rules.id')}</th>
                <th className="wf-w-buttons">
                  <span className="wf-hidden">{t('rules.alerts')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((rule) => (
                <tr key={rule.id}>
                  <td>
                    <SeverityMark severity={rule.severity} />
                  </td>
                  <td className="wf-cell-main">
                    <b>{pick(rule.title, i18n.language)}</b>
                  </td>
                  <td>
                    <code className="wf-nowrap">{logsourceText(rule.logsource)}</code>
                  </td>
                  <td>
                    {tacticsOf(rule.tags)
                      .map((x) => t(`tactic.${x}`, { defaultValue: x }))
                      .join(' · ')}
                    <small>{techniquesOf(rule.tags).join(' · ')}</small>
                  </td>
                  <td>
                    <Copyable text={rule.id} short={8} />
                  </td>
                  <td className="wf-buttons">
                    <Link to="/alerts" search={{ rule: rule.id, status: 'all' }}>
                      {t('rules.alerts')}
                    </Link>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
    </Page>
  );
}
