import { SearchOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Input, Segmented, Select } from 'antd';
import { call } from '../../api/call';
import { severities } from '../../api/types';
import { useSession } from '../../app/session';
import { pick } from '../../i18n';
import { useTranslation } from '../../i18n/translation';
import { list } from '../../lib/search';
import { Page } from '../../ui/Page';
import { SeverityIcon } from '../../ui/SeverityMark';
import { EmptyState, ErrorState, LoadingRows } from '../../ui/States';
import { logsourceText, tacticsOf, techniquesOf } from './attack';
import { type Rule, type Sort, sorted, sorts, useFigures } from './figures';
import { Matrix } from './Matrix';
import { RuleTable } from './RuleTable';

const route = getRouteApi('/rules');

function contains(rule: Rule, q: string | undefined): boolean {
  const word = q?.trim().toLowerCase();
  if (!word) return true;
  return [rule.id, rule.title.zh, rule.title.en, logsourceText(rule.logsource), ...rule.tags].some((text) =>
    text.toLowerCase().includes(word),
  );
}

export function RulesPage() {
  const { t, i18n } = useTranslation();
  const { can } = useSession();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const rules = useQuery({
    queryKey: ['rules'],
    queryFn: async ({ signal }) => (await call('get', '/rules', { signal })).items,
    staleTime: 5 * 60_000,
  });
  const figures = useFigures();
  const change = (to: Partial<typeof search>) =>
    void navigate({ search: (old) => ({ ...old, ...to }), replace: true, resetScroll: false });
  const chosen = list(search.severity);
  const sort = sorts.find((s) => s === search.sort) ?? 'title';
  const matching = (rules.data ?? []).filter(
    (rule) =>
      (chosen.length === 0 || chosen.includes(rule.severity)) &&
      (!search.tactic || tacticsOf(rule.tags).includes(search.tactic)) &&
      (!search.technique || techniquesOf(rule.tags).some((x) => x === search.technique || x.startsWith(`${search.technique}.`))) &&
      contains(rule, search.q),
  );
  const rows = sorted(matching, figures.of, sort);
  const matrix = search.view === 'matrix';
  return (
    <Page
      title={t('nav.rules')}
      subtitle={t('rules.subtitle')}
      actions={
        <>
          {can('exception:read') && <Link to="/exceptions">{t('nav.exceptions')}</Link>}
          {can('rule:test') && <Link to="/rules/editor">{t('editor.title')}</Link>}
        </>
      }
    >
      <div className="wf-filters">
        <Segmented
          aria-label={t('rules.view')}
          value={matrix ? 'matrix' : 'list'}
          options={(['list', 'matrix'] as const).map((value) => ({ value, label: t(`rules.views.${value}`) }))}
          onChange={(value) => change({ view: value === 'matrix' ? 'matrix' : undefined })}
        />
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
        {(search.tactic || search.technique) && (
          <span className="wf-chip wf-chip-filter">
            <b>
              {search.tactic && t(`tactic.${search.tactic}`, { defaultValue: search.tactic })} {search.technique}
            </b>
            <button
              type="button"
              aria-label={t('rules.clear')}
              onClick={() => change({ tactic: undefined, technique: undefined })}
            >
              ✕
            </button>
          </span>
        )}
        <span className="wf-grow" />
        <span className="wf-hint">{rules.data && t('rules.count', { count: rows.length })}</span>
        <Select<Sort>
          aria-label={t('rules.sort')}
          value={sort}
          onChange={(value) => change({ sort: value === 'title' ? undefined : value })}
          options={sorts.map((value) => ({ value, label: t(`rules.sorts.${value}`) }))}
        />
      </div>
      {matrix && rules.data && (
        <Matrix
          rules={rules.data}
          tactic={search.tactic}
          technique={search.technique}
          onChoose={(tactic, technique) =>
            change(
              tactic === search.tactic && technique === search.technique
                ? { tactic: undefined, technique: undefined }
                : { tactic, technique },
            )
          }
        />
      )}
      {figures.problem && <p className="wf-hint">{t('rules.noFigures', { reason: pick(figures.problem, i18n.language) })}</p>}
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
          <RuleTable rows={rows} figures={figures.of} />
        )}
      </div>
    </Page>
  );
}
