import { Link } from '@tanstack/react-router';
import { memo, type ReactNode } from 'react';
import { pick } from '../../i18n';
import { useTranslation } from '../../i18n/translation';
import { formatNumber } from '../../lib/number';
import { SeverityMark } from '../../ui/SeverityMark';
import { When } from '../../ui/When';
import type { ColumnName } from './columns';
import { DueChip } from './DueChip';
import type { Alert } from './queue';
import { StatusTag } from '../../ui/StatusTag';

export interface RowActions {
  onSelect: (row: Alert) => void;
  onOpen: (row: Alert) => void;
  onMark: (row: Alert) => void;
  onEntity: (value: string) => void;
  onRule: (id: string) => void;
}

interface Props extends RowActions {
  row: Alert;
  index: number;
  columns: readonly ColumnName[];
  selected: boolean;
  marked: boolean;
  /** It does not belong to this view any more, and stays until the view is refreshed. */
  gone: boolean;
  reachable: boolean;
  markable: boolean;
}

/** One stop for Tab per table; j and k move between the rows. */
export const QueueRow = memo(function QueueRow(props: Props) {
  const { row, index, columns, selected, marked, gone, reachable, markable } = props;
  const { t, i18n } = useTranslation();
  const title = pick(row.title, i18n.language);
  const cells: Record<ColumnName, () => ReactNode> = {
    severity: () => <SeverityMark severity={row.severity} />,
    what: () => (
      <>
        <Link to="/alerts/$id" params={{ id: row.id }} search={{}} tabIndex={-1} title={title}>
          {title}
        </Link>
        <p title={pick(row.reason, i18n.language)}>{pick(row.reason, i18n.language)}</p>
      </>
    ),
    entity: () => (
      <>
        <button
          type="button"
          className="wf-link"
          tabIndex={-1}
          title={t('alerts.filter.only', { value: row.entity.value })}
          onClick={() => props.onEntity(row.entity.value)}
        >
          {row.entity.value}
        </button>
        <small>{t(`entity.${row.entity.type}`, { defaultValue: row.entity.type })}</small>
      </>
    ),
    rule: () => (
      <button
        type="button"
        className="wf-link"
        tabIndex={-1}
        title={t('alerts.filter.only', { value: row.rule.name })}
        onClick={() => props.onRule(row.rule.id)}
      >
        {row.rule.name}
      </button>
    ),
    kind: () => t(`alerts.kind.${row.kind}`, { defaultValue: row.kind }),
    count: () => formatNumber(row.count, i18n.language),
    firstSeen: () => <When at={row.firstSeen} relative />,
    lastSeen: () => <When at={row.lastSeen} relative />,
    due: () => <DueChip clock={row.clock} status={row.status} />,
    case: () =>
      row.caseId ? (
        <Link to="/cases/$id" params={{ id: row.caseId }} search={{}} tabIndex={-1}>
          {row.caseId}
        </Link>
      ) : (
        <span className="wf-none">{t('common.none')}</span>
      ),
    status: () => (
      <>
        <StatusTag status={row.status} />
        <small>
          {row.status === 'closed' && row.disposition
            ? t(`alerts.disposition.${row.disposition}`)
            : (row.assignee ?? t('alerts.triage.nobody'))}
        </small>
      </>
    ),
  };
  return (
    <tr
      data-id={row.id}
      data-status={row.status}
      data-gone={gone || undefined}
      className={`wf-row wf-edge-${row.severity}`}
      tabIndex={reachable ? 0 : -1}
      aria-rowindex={index + 2}
      aria-current={selected || undefined}
      onClick={() => props.onSelect(row)}
      onDoubleClick={() => props.onOpen(row)}
    >
      {markable && (
        <td className="wf-cell-mark">
          <input
            type="checkbox"
            tabIndex={-1}
            checked={marked}
            aria-label={t('alerts.bulk.mark', { title, entity: row.entity.value })}
            onClick={(event) => event.stopPropagation()}
            onDoubleClick={(event) => event.stopPropagation()}
            onChange={() => props.onMark(row)}
          />
        </td>
      )}
      {columns.map((name) => (
        <td key={name} className={name === 'what' ? 'wf-cell-main' : name === 'count' ? 'wf-number' : undefined}>
          {cells[name]()}
        </td>
      ))}
    </tr>
  );
});
