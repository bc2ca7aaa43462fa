import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { call } from '../../api/call';
import { useTranslation } from '../../i18n/translation';
import { Card } from '../../ui/Page';
import { InlineProblem } from '../../ui/States';
import { tactics, tacticsOf, techniquesOf } from '../rules/attack';

/** How many rules and techniques stand against each tactic of ATT&CK. */
export function Coverage() {
  const { t, i18n } = useTranslation();
  const rules = useQuery({
    queryKey: ['rule-titles'],
    queryFn: ({ signal }) => call('get', '/rules', { signal }),
    staleTime: 10 * 60_000,
  });
  const items = rules.data?.items ?? [];
  const rows = tactics.map((tactic) => {
    const against = items.filter((rule) => tacticsOf(rule.tags ?? []).includes(tactic));
    return {
      tactic,
      rules: against.length,
      techniques: new Set(against.flatMap((rule) => techniquesOf(rule.tags ?? []))).size,
    };
  });
  const top = Math.max(1, ...rows.map((row) => row.rules));
  const covered = rows.filter((row) => row.rules > 0).length;
  const n = new Intl.NumberFormat(i18n.language);
  return (
    <Card title={t('overview.coverage')} extra={t('overview.covered', { n: covered, of: rows.length, rules: n.format(items.length) })}>
      <InlineProblem error={rules.error} />
      <ul className="wf-attack">
        {rows.map((row) => (
          <li key={row.tactic} data-none={row.rules === 0 || undefined}>
            <Link to="/rules" search={{ tactic: row.tactic }}>
              <b>{n.format(row.rules)}</b>
              <span>{t(`tactic.${row.tactic}`)}</span>
              <small>{t('overview.techniques', { count: row.techniques, n: n.format(row.techniques) })}</small>
              <i aria-hidden="true" style={{ width: `${(100 * row.rules) / top}%` }} />
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  );
}
