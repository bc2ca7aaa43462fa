/** Columns of the queue, in their order; what happened is always shown. */
import { list } from '../../lib/search';

export const columnNames = [
  'severity',
  'what',
  'entity',
  'rule',
  'kind',
  'count',
  'firstSeen',
  'lastSeen',
  'due',
  'case',
  'status',
] as const;
export type ColumnName = (typeof columnNames)[number];

export const usualColumns: readonly ColumnName[] = ['severity', 'what', 'entity', 'count', 'lastSeen', 'due', 'status'];

/** Those of the URL, else those of the profile, else the usual ones; in their own order. */
export function columnsOf(inUrl: string | undefined, kept: readonly string[] | undefined): ColumnName[] {
  const wanted = inUrl ? list(inUrl) : (kept ?? usualColumns);
  const chosen = columnNames.filter((name) => name === 'what' || wanted.includes(name));
  return chosen.length > 1 ? chosen : [...usualColumns];
}
