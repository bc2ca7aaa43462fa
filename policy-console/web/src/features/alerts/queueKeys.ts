import { useShortcuts } from '../../ui/shortcuts';
import type { Begun } from './BulkActs';
import type { Alert } from './queue';
import type { Disposition } from './triage';

interface Queue {
  rows: readonly Alert[];
  /** Index of the row under the cursor; -1 for none. */
  selected: number;
  grouped: boolean;
  /** Some rows are marked: acts are about them. */
  marking: boolean;
  mayTriage: boolean;
  onSelect: (row: Alert) => void;
  onOpen: (row: Alert) => void;
  /** The end of what is loaded is near. */
  onEnd: () => void;
  onMark: (row: Alert) => void;
  onBegin: (act: Begun['act'], row?: Alert) => void;
  onClose: (row: Alert, preset?: Disposition) => void;
  onRefresh: () => void;
  onSearch: () => void;
  onEscape: () => void;
}

/** The queue by keyboard alone. */
export function useQueueKeys(queue: Queue): void {
  const current = queue.rows[queue.selected];
  const step = (by: number) => {
    if (queue.grouped || queue.rows.length === 0) return;
    const next = queue.selected < 0 ? 0 : queue.selected + by;
    if (next >= queue.rows.length - 10) queue.onEnd();
    const row = queue.rows[Math.max(0, Math.min(queue.rows.length - 1, next))];
    if (row) queue.onSelect(row);
  };
  const close = (preset?: Disposition) => {
    if (!queue.mayTriage) return;
    if (queue.marking) queue.onBegin('close');
    else if (current) queue.onClose(current, preset);
  };
  const begin = (act: Begun['act']) => {
    if (queue.mayTriage && (queue.marking || current)) queue.onBegin(act, current);
  };
  useShortcuts({
    j: () => step(1),
    ArrowDown: () => step(1),
    k: () => step(-1),
    ArrowUp: () => step(-1),
    Enter: () => current && queue.onOpen(current),
    x: () => {
      if (current && queue.mayTriage) queue.onMark(current);
    },
    a: () => begin('acknowledge'),
    s: () => begin('assign'),
    f: () => close('false_positive'),
    c: () => close(),
    e: () => begin('escalate'),
    r: queue.onRefresh,
    '/': queue.onSearch,
    Escape: queue.onEscape,
  });
}
