import { useEffect, useImperativeHandle, useMemo, useRef, type Ref } from 'react';
import { useTranslation } from '../../i18n/translation';
import { useVirtualRows } from '../../ui/virtual';
import type { ColumnName } from './columns';
import type { Alert } from './queue';
import { QueueRow, type RowActions } from './QueueRow';

/** As in alerts.css. */
const rowHeight = 52;
/** What stands still above the rows (top bar, heads of columns) and below them (bulk bar). */
const above = 84;
const below = 64;
/** So many rows before the last one the next are asked for. */
const ahead = 60;

export interface QueueTableHandle {
  focusRow: (id: string) => void;
}

interface Props extends RowActions {
  rows: readonly Alert[];
  total: number;
  columns: readonly ColumnName[];
  selectedId: string | undefined;
  marked: ReadonlySet<string>;
  allMarked: boolean;
  markable: boolean;
  isGone: (row: Alert) => boolean;
  onMarkAll: (on: boolean) => void;
  /** The rows near the end are on screen. */
  onEnd: () => void;
  handle: Ref<QueueTableHandle>;
}

export function QueueTable(props: Props) {
  const { rows, columns, selectedId, marked, allMarked, markable, onEnd } = props;
  const { t } = useTranslation();
  const body = useRef<HTMLTableSectionElement>(null);
  const virtual = useVirtualRows(body, rows.length, rowHeight);
  const wanted = useRef<string | null>(null);

  const focusWanted = () => {
    if (!wanted.current) return;
    const row = body.current?.querySelector<HTMLElement>(`[data-id="${CSS.escape(wanted.current)}"]`);
    if (!row) return;
    wanted.current = null;
    row.focus({ preventScroll: true });
  };
  useImperativeHandle(props.handle, () => ({
    focusRow: (id) => {
      const index = rows.findIndex((row) => row.id === id);
      if (index < 0) return;
      wanted.current = id;
      virtual.reveal(index, above, below);
      focusWanted();
    },
  }));
  // The row may be made only now that it has been scrolled to.
  useEffect(focusWanted);
  const nearEnd = virtual.end + ahead >= rows.length;
  useEffect(() => {
    if (nearEnd) onEnd();
  }, [nearEnd, onEnd]);

  const shown = rows.slice(virtual.first, virtual.end);
  const known = useMemo(
    () => selectedId !== undefined && rows.some((row) => row.id === selectedId),
    [rows, selectedId],
  );
  const width = columns.length + (markable ? 1 : 0);
  const loaded = rows.length > 0 && rows.every((row) => marked.has(row.id));
  return (
    <table className="wf-table wf-queue" aria-rowcount={props.total + 1}>
      <thead>
        <tr aria-rowindex={1}>
          {markable && (
            <th className="wf-cell-mark">
              <input
                type="checkbox"
                checked={allMarked || loaded}
                aria-label={t('alerts.bulk.markLoaded')}
                onChange={(event) => props.onMarkAll(event.target.checked)}
              />
            </th>
          )}
          {columns.map((name) => (
            <th key={name} className={`wf-col-${name}${name === 'count' ? ' wf-number' : ''}`}>
              {t(`alerts.column.${name}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody ref={body}>
        {virtual.before > 0 && (
          <tr aria-hidden="true" className="wf-row-space">
            <td colSpan={width} style={{ height: virtual.before }} />
          </tr>
        )}
        {shown.map((row, i) => (
          <QueueRow
            key={row.id}
            row={row}
            index={virtual.first + i}
            columns={columns}
            selected={row.id === selectedId}
            marked={allMarked || marked.has(row.id)}
            gone={props.isGone(row)}
            reachable={known ? row.id === selectedId : virtual.first + i === 0}
            markable={markable}
            onSelect={props.onSelect}
            onOpen={props.onOpen}
            onMark={props.onMark}
            onEntity={props.onEntity}
            onRule={props.onRule}
          />
        ))}
        {virtual.after > 0 && (
          <tr aria-hidden="true" className="wf-row-space">
            <td colSpan={width} style={{ height: virtual.after }} />
          </tr>
        )}
      </tbody>
    </table>
  );
}
