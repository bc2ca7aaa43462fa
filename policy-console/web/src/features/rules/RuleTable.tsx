import { Link } from '@tanstack/react-router';
import { useRef } from 'react';
import { useSession } from '../../app/session';
import { pick } from '../../i18n';
import { useTranslation } from '../../i18n/translation';
import { SeverityMark } from '../../ui/SeverityMark';
import { useVirtualRows } from '../../ui/virtual';
import { logsourceText, tacticsOf, techniquesOf } from './attack';
import { type Figure, microsPerEvent, type Rule } from './figures';

const rowHeight = 46;

/** Rules with what each has found and cost. */
export function RuleTable({ rows, figures }: { rows: Rule[]; figures: ReadonlyMap<string, Figure> }) {
  const { t, i18n } = useTranslation();
  const { can } = useSession();
  const body = useRef<HTMLTableSectionElement>(null);
  const { first, end } = useVirtualRows(body, rows.length, rowHeight);
  const n = new Intl.NumberFormat(i18n.language);
  const micros = new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 1 });
  const gap = (height: number) =>
    height > 0 && (
      <tr aria-hidden="true">
        <td className="wf-gap" colSpan={7} style={{ height }} />
      </tr>
    );
  return (
    <table className="wf-table wf-rules" aria-rowcount={rows.length + 1} aria-label={t('nav.rules')}>
      <thead>
        <tr>
          <th className="wf-w-sev">{t('alerts.column.severity')}</th>
          <th>{t('rules.title')}</th>
          <th className="wf-w-source">{t('rules.logsource')}</th>
          <th className="wf-w-attack">{t('rules.attack')}</th>
          <th className="wf-w-figure wf-number">{t('rules.hits')}</th>
          <th className="wf-w-figure wf-number">{t('rules.cost')}</th>
          <th className="wf-w-link">
            <span className="wf-hidden">{t('rules.alerts')}</span>
          </th>
        </tr>
      </thead>
      <tbody ref={body}>
        {gap(first * rowHeight)}
        {rows.slice(first, end).map((rule, i) => {
          const figure = figures.get(rule.id);
          const cost = microsPerEvent(figure);
          return (
            <tr key={rule.id} aria-rowindex={first + i + 2}>
              <td>
                <SeverityMark severity={rule.severity} />
              </td>
              <td>
                <Link to="/rules/$id" params={{ id: rule.id }} className="wf-one-line wf-strong">
                  {pick(rule.title, i18n.language)}
                </Link>
              </td>
              <td>
                <code className="wf-one-line">{logsourceText(rule.logsource)}</code>
              </td>
              <td>
                <span className="wf-one-line">
                  {tacticsOf(rule.tags)
                    .map((x) => t(`tactic.${x}`, { defaultValue: x }))
                    .join(' · ')}
                </span>
                <small className="wf-one-line">{techniquesOf(rule.tags).join(' · ')}</small>
              </td>
              <td className="wf-number">{figure?.hits == null ? '-' : n.format(figure.hits)}</td>
              <td className="wf-number">{cost === null ? '-' : micros.format(cost)}</td>
              <td className="wf-buttons">
                {can('alert:read') && (
                  <Link to="/alerts" search={{ rule: rule.id, status: 'all' }}>
                    {t('rules.alerts')}
                  </Link>
                )}
              </td>
            </tr>
          );
        })}
        {gap((rows.length - end) * rowHeight)}
      </tbody>
    </table>
  );
}
