import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { type AuditQuery, type SearchHit, searching } from './searching';

const pageSize = 100;

/** What a query finds, page by page, and how it lies in time. */
export function useFindings(query: AuditQuery) {
  const client = useQueryClient();
  const results = useInfiniteQuery({
    queryKey: ['search', query],
    queryFn: ({ pageParam, signal }) => searching.page(query, pageParam, pageSize, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const histogram = useQuery({
    queryKey: ['histogram', query],
    queryFn: ({ signal }) => searching.histogram(query, signal),
    enabled: !results.isError,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const rows = useMemo<SearchHit[]>(() => results.data?.pages.flatMap((p) => p.items) ?? [], [results.data]);
  const first = results.data?.pages[0];
  // The page counts no further than it must; the histogram has counted all.
  const all = histogram.data?.buckets.reduce((sum, b) => sum + b.count, 0);
  const exact = first?.totalIsLowerBound && all !== undefined && all > first.total ? all : undefined;
  const { hasNextPage, isFetchingNextPage, isError, fetchNextPage } = results;
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage && !isError) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, isError, fetchNextPage]);
  return {
    results,
    histogram,
    rows,
    total: exact ?? first?.total ?? 0,
    atLeast: Boolean(first?.totalIsLowerBound) && exact === undefined,
    tookMs: first?.tookMs,
    cancelled: results.isPending && results.fetchStatus === 'idle',
    more,
    cancel: () => {
      void client.cancelQueries({ queryKey: ['search', query] });
      void client.cancelQueries({ queryKey: ['histogram', query] });
    },
  };
}

export type Findings = ReturnType<typeof useFindings>;
