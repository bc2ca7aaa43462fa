import { Link } from '@tanstack/react-router';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { AlertSummary } from '../../api/types';
import { pick } from '../../i18n';
import { SeverityMark } from '../../ui/SeverityMark';
import { When } from '../../ui/When';
import { StatusTag } from './StatusTag';

interface Props {
  rows: AlertSummary[];
  selectedId: string | undefined;
  onSelect: (row: AlertSummary) => void;
  onOpen: (row: AlertSummary) => void;
  onEntity: (value: string) => void;
}

interface RowProps extends Omit<Props, 'rows' | 'selectedId'> {
  row: AlertSummary;
  selected: boolean;
  reachable: boolean;
}

/** One stop for Tab per table; j and k move between the rows. */
const Row = memo(function Row({
  row,
  selected,
  reachable,
  onSelect,
  onOpen,
  onEntity,
}: RowProps) {
  const { t, i18n } = useTranslation();
  const title = pick(row.title, i18n.language);
  return (
    <tr
      data-id={row.id}
      data-status={row.status}
      className={`wf-row wf-edge-${row.severity}`}
      tabIndex={reachable ? 0 : -1}
      aria-current={selected || undefined}
      onClick={() => onSelect(row)}
      onDoubleClick={() => onOpen(row)}
    >
      <td>
        <SeverityMark severity={row.severity} />
      </td>
      <td className="wf-cell-main">
        <Link to="/alerts/$id" params={{ id: row.id }} search={{}} tabIndex={-1}>
          {title}
        </Link>
        <p>{pick(row.reason, i18n.language)}</p>
      </td>
      <td>
        <button
          type="button"
          className="wf-link"
          tabIndex={-1}
          title={t('alerts.filter.only', { value: row.entity.value })}
          onClick={() => onEntity(row.entity.value)}
        >
          {row.entity.value}
        </button>
        <small>{t(`entity.${row.entity.type}`, { defaultValue: row.entity.type })}</small>
      </td>
      <td className="wf-number">{new Intl.NumberFormat(i18n.language).format(row.count)}</td>
      <td>
        <When at={row.lastSeen} relative />
      </td>
      <td>
        <StatusTag status={row.status} />
        {row.assignee && <small>{row.assignee}</small>}
      </td>
    </tr>
  );
});

export function QueueTable({ rows, selectedId, ...actions }: Props) {
  const { t } = useTranslation();
  const known = rows.some((row) => row.id === selectedId);
  return (
    <table className="wf-table wf-queue">
      <thead>
        <tr>
          <th className="wf-w-sev">{t('alerts.column.severity')}</th>
          <th>{t('alerts.column.what')}</th>
          <th className="wf-w-entity">{t('alerts.column.entity')}</th>
          <th className="wf-w-count wf-number">{t('alerts.column.count')}</th>
          <th className="wf-w-time">{t('alerts.column.lastSeen')}</th>
          <th className="wf-w-status">{t('alerts.column.status')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row, i) => (
          <Row
            key={row.id}
            row={row}
            selected={row.id === selectedId}
            reachable={known ? row.id === selectedId : i === 0}
            {...actions}
          />
        ))}
      </tbody>
    </table>
  );
}
