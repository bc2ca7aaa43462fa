/** The alert queue's data: pages by cursor, arrivals since, and changed rows that stay in place. */
import {
  type InfiniteData,
  type QueryClient,
  useInfiniteQuery,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { call, type Schema } from '../../api/call';
import { type QueueSearch, viewOf } from './filters';
import { pageSize, queuePage, queueQuery } from './pages';

export type Alert = Schema<'AlertSummary'>;
type AlertPage = Schema<'AlertPage'>;
type Pages = InfiniteData<AlertPage, string | null>;

const pollMillis = 10_000;

const ids = new WeakMap<AlertPage, Set<string>>();

/** The ids of a page's rows; pages stay the same objects while others are added. */
function idsOf(page: AlertPage): Set<string> {
  let known = ids.get(page);
  if (!known) {
    known = new Set(page.items.map((row) => row.id));
    ids.set(page, known);
  }
  return known;
}

export function useQueue(search: QueueSearch, shown: boolean) {
  const client = useQueryClient();
  const view = viewOf(search);
  useEffect(() => {
    shownView = search;
  });
  const pages = useInfiniteQuery({ ...queueQuery(view), enabled: shown });
  const rows = useMemo(() => pages.data?.pages.flatMap((p) => p.items) ?? [], [pages.data]);
  const head = useQuery({
    queryKey: ['alerts-head', view],
    queryFn: async ({ signal }) => {
      const newest = await queuePage(view, null, signal);
      // What others did to rows on screen is shown where they stand.
      place(client, newest.items);
      return newest;
    },
    // The first page has just come.
    initialData: () => pages.data?.pages[0],
    initialDataUpdatedAt: pages.dataUpdatedAt,
    refetchInterval: pollMillis,
    staleTime: pollMillis,
    enabled: shown && pages.isSuccess,
  });
  const arrived = useMemo(() => {
    const loaded = pages.data?.pages ?? [];
    return head.data?.items.filter((row) => !loaded.some((p) => idsOf(p).has(row.id))) ?? [];
  }, [head.data, pages.data]);
  const last = pages.data?.pages.at(-1);
  return {
    rows,
    arrived: arrived.length,
    arrivedMore: arrived.length === pageSize,
    total: last?.total ?? 0,
    totalExact: last?.totalExact ?? true,
    isPending: pages.isPending,
    error: pages.error ?? null,
    /** The server was there, and is away now: the rows are as they were then. */
    away: head.error ?? null,
    hasMore: pages.hasNextPage,
    isLoadingMore: pages.isFetchingNextPage,
    loadMore: () => void pages.fetchNextPage(),
    refresh: () => {
      void client.resetQueries({ queryKey: ['alerts', view] });
      void client.invalidateQueries({ queryKey: ['alerts-head', view] });
    },
  };
}

/** Rows that `change` gives back as they are stay the same objects, and so do their pages. */
function mapRows(client: QueryClient, change: (row: Alert) => Alert): void {
  client.setQueriesData<Pages>({ queryKey: ['alerts'] }, (old) => {
    if (!old) return old;
    const pages = old.pages.map((page) => {
      const items = page.items.map(change);
      return items.some((row, i) => row !== page.items[i]) ? { ...page, items } : page;
    });
    return pages.some((page, i) => page !== old.pages[i]) ? { ...old, pages } : old;
  });
}

/** Newer states of rows that are on screen: one pass, however many rows are loaded. */
function place(client: QueryClient, newest: readonly Alert[]): void {
  const newer = new Map(newest.map((row) => [row.id, row]));
  mapRows(client, (row) => {
    const now = newer.get(row.id);
    return now && (now.version > row.version || now.count > row.count) ? now : row;
  });
}

/** Writes a triage answer into every shown queue, so that the row stays where it is. */
export function applyTriage(client: QueryClient, alertId: string, triage: Schema<'Triage'>): void {
  mapRows(client, (row) =>
    row.id === alertId
      ? {
          ...row,
          status: triage.status,
          assignee: triage.assignee,
          disposition: triage.disposition,
          caseId: triage.caseId,
          version: triage.version,
        }
      : row,
  );
}

/** As many ids as one address holds: the server takes values of up to 2,000 characters. */
const idsAtOnce = 50;

/** These alerts as they are now. */
export async function alertsById(ids: readonly string[], signal?: AbortSignal): Promise<Alert[]> {
  const found: Alert[] = [];
  for (let at = 0; at < ids.length; at += idsAtOnce) {
    const some = ids.slice(at, at + idsAtOnce).join(',');
    found.push(...(await call('get', '/alerts', { query: { ids: some, limit: idsAtOnce }, signal })).items);
  }
  return found;
}

/** Fetches what a bulk act may have changed, without moving a row. */
export async function refetchRows(client: QueryClient, ids: readonly string[]): Promise<void> {
  place(client, await alertsById(ids));
}

/** The alerts beside this one in the queue it was opened from. */
export function neighbours(client: QueryClient, alertId: string): { before?: string; after?: string } {
  for (const [, data] of client.getQueriesData<Pages>({ queryKey: ['alerts'] })) {
    const ids = data?.pages.flatMap((p) => p.items.map((row) => row.id)) ?? [];
    const at = ids.indexOf(alertId);
    if (at >= 0) return { before: ids[at - 1], after: ids[at + 1] };
  }
  return {};
}

let shownView: QueueSearch = {};

/** The view of the queue that was last on screen in this tab. */
export function lastView(): QueueSearch {
  return shownView;
}
