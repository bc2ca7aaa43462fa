/** The alert queue, page by page; apart from the rest of it, so that it can be asked for early. */
import { infiniteQueryOptions } from '@tanstack/react-query';
import { call } from '../../api/call';
import { type QueueSearch, queryOf } from './filters';

export const pageSize = 100;
/** Whoever scrolls on wants many: the server gives up to this at once. */
const furtherSize = 200;

/** @param cursor null for the first page */
export function queuePage(view: QueueSearch, cursor: string | null, signal: AbortSignal) {
  return call('get', '/alerts', {
    query: {
      ...queryOf(view, 'me', new Date()),
      cursor: cursor ?? undefined,
      limit: cursor ? furtherSize : pageSize,
    },
    signal,
  });
}

export function queueQuery(view: QueueSearch) {
  return infiniteQueryOptions({
    queryKey: ['alerts', view],
    queryFn: ({ pageParam, signal }) => queuePage(view, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next ?? undefined,
    // Rows move only when the analyst asks: nothing slips away under the cursor.
    staleTime: Number.POSITIVE_INFINITY,
  });
}
