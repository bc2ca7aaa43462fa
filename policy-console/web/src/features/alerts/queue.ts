/** The alert queue's data: pages by cursor, arrivals since, and changed rows that stay in place. */
import {
  type InfiniteData,
  type QueryClient,
  useInfiniteQuery,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { type AlertFilter, api } from '../../api/client';
import type { AlertSummary, Page, Triage } from '../../api/types';
import { resolveRange, type RangeSearch } from '../../lib/range';

export interface QueueSearch extends RangeSearch {
  status?: string;
  severity?: string;
  rule?: string;
  entity?: string;
  q?: string;
  sel?: string;
}

export const openStatuses = 'new,acknowledged';
const pageSize = 50;
const pollMillis = 15_000;

type Pages = InfiniteData<Page<AlertSummary>, string | null>;

function filterOf(search: QueueSearch): AlertFilter {
  const status = search.status ?? openStatuses;
  return {
    status: status === 'all' ? undefined : status,
    severity: search.severity,
    rule: search.rule,
    entity: search.entity,
    q: search.q,
    ...resolveRange(search, 'all', new Date()),
  };
}

/** What identifies a view of the queue; the selected row does not. */
function viewOf({ sel: _selected, ...view }: QueueSearch): QueueSearch {
  return view;
}

export function useQueue(search: QueueSearch) {
  const client = useQueryClient();
  const view = viewOf(search);
  useEffect(() => {
    shownView = view;
  });
  const pages = useInfiniteQuery({
    queryKey: ['alerts', view],
    queryFn: ({ pageParam, signal }) => api.alerts(filterOf(view), pageParam, pageSize, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next ?? undefined,
    // Rows change only when the analyst asks: nothing moves under the cursor.
    staleTime: Number.POSITIVE_INFINITY,
  });
  const rows = useMemo(() => pages.data?.pages.flatMap((p) => p.items) ?? [], [pages.data]);
  const head = useQuery({
    queryKey: ['alerts-head', view],
    queryFn: ({ signal }) => api.alerts(filterOf(view), null, pageSize, signal),
    refetchInterval: pollMillis,
    staleTime: 0,
    enabled: pages.isSuccess,
  });
  const known = useMemo(() => new Set(rows.map((row) => row.id)), [rows]);
  const arrived = head.data?.items.filter((row) => !known.has(row.id)).length ?? 0;
  return {
    rows,
    arrived,
    total: pages.data?.pages.at(-1)?.total ?? 0,
    isPending: pages.isPending,
    error: pages.error,
    hasMore: pages.hasNextPage,
    isLoadingMore: pages.isFetchingNextPage,
    loadMore: () => void pages.fetchNextPage(),
    refresh: () => {
      void client.resetQueries({ queryKey: ['alerts', view] });
      void client.invalidateQueries({ queryKey: ['alerts-head', view] });
    },
  };
}

/** Writes a triage answer into every shown queue, so that the row stays where it is. */
export function applyTriage(client: QueryClient, alertId: string, triage: Triage): void {
  client.setQueriesData<Pages>({ queryKey: ['alerts'] }, (old) =>
    old && {
      ...old,
      pages: old.pages.map((page) => ({
        ...page,
        items: page.items.map((row) =>
          row.id === alertId
            ? { ...row, status: triage.status, assignee: triage.assignee, version: triage.version }
            : row,
        ),
      })),
    },
  );
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
