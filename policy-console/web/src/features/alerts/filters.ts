/** What the queue is asked for: its search parameters, and the filters of the API they stand for. */
import { resolveRange, type RangeSearch } from '../../lib/range';
import { list } from '../../lib/search';

/** Filters that take one value of their own each, by their name in the API. */
export const plainFilters = ['rule', 'entity', 'host', 'user', 'person', 'asset', 'caseId', 'exceptionId', 'q'] as const;
/** Filters that take several values, comma separated. */
export const listFilters = ['severity', 'kind', 'disposition', 'assignee'] as const;
export const filterNames = [...plainFilters, ...listFilters, 'overdue'] as const;
/** Those that have no control of their own in the bar. */
export const menuFilters = filterNames.filter((name) => name !== 'q' && name !== 'severity');
export type FilterName = (typeof filterNames)[number];

export type QueueSearch = RangeSearch & { [N in FilterName]?: string } & {
  /** One of {@link boxes}; absent is new or mine. */
  status?: string;
  /** `entity` or `rule`: groups instead of alerts. */
  by?: string;
  cols?: string;
  sel?: string;
  /** The bulk act that is being watched. */
  job?: string;
};

/** Which part of the queue: `mine` is what is nobody's and what is mine, as long as it is open. */
export const boxes = ['mine', 'open', 'new', 'acknowledged', 'closed', 'all'] as const;
export type Box = (typeof boxes)[number];

export function boxOf(search: QueueSearch): Box {
  return boxes.find((box) => box === search.status) ?? 'mine';
}

const nobody = '-';

/** The parameters of `GET /alerts`; `me` is written out, since a bulk act does not know the word. */
export function queryOf(search: QueueSearch, me: string, now: Date): Record<string, string> {
  const box = boxOf(search);
  const query: Record<string, string> = {};
  for (const name of filterNames) {
    const value = search[name];
    if (value) query[name] = value;
  }
  if (box === 'mine' && !query.assignee) query.assignee = `${nobody},me`;
  if (query.assignee) {
    query.assignee = list(query.assignee)
      .map((name) => (name === 'me' ? me : name))
      .join(',');
  }
  if (box === 'mine' || box === 'open') query.status = 'new,acknowledged';
  else if (box !== 'all') query.status = box;
  const { from, to } = resolveRange(search, 'all', now);
  if (from) query.from = from;
  if (to) query.to = to;
  return query;
}

const arrays = new Set(['status', 'severity', 'kind', 'disposition']);

/** The same as the body of a bulk act takes it: what may be several is an array. */
export function bulkQueryOf(query: Record<string, string>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(query).map(([name, value]) => [name, arrays.has(name) ? list(value) : value]),
  );
}

/** Whether anything but the box narrows the queue. */
export function isFiltered(search: QueueSearch): boolean {
  return filterNames.some((name) => search[name]) || Boolean(search.t || search.from || search.to);
}

/** What identifies a view of the queue: not the selected row, not what is being watched. */
export function viewOf({ sel: _sel, job: _job, cols: _cols, by: _by, ...view }: QueueSearch): QueueSearch {
  return view;
}
