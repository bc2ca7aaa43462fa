/** What the server said, kept as long as it holds. */
import { QueryClient, queryOptions } from '@tanstack/react-query';
import { api } from '../api/client';
import { ApiProblem } from '../api/http';
import type { Session } from '../api/types';
import { allowsSome } from '../lib/permission';

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // What the server refused it will refuse again; what it could not do now it may do soon.
      retry: (failures, error) =>
        failures < 2 && (!(error instanceof ApiProblem) || error.status === 0 || error.status >= 500),
      networkMode: 'always',
      refetchOnWindowFocus: false,
      staleTime: 10_000,
    },
    mutations: { retry: false, networkMode: 'always' },
  },
});

/** Who is signed in; null for nobody. */
export const sessionQuery = queryOptions<Session | null>({
  queryKey: ['session'],
  queryFn: async () => {
    try {
      return await api.session();
    } catch (problem) {
      if (problem instanceof ApiProblem && problem.status === 401) return null;
      throw problem;
    }
  },
  staleTime: Number.POSITIVE_INFINITY,
  gcTime: Number.POSITIVE_INFINITY,
});

const underWay = new Set<Promise<void>>();

/**
 * Asks for what a page will need while its code is still on the way, if somebody is signed in who may
 * have it. What goes wrong is met again, and shown, by the page.
 *
 * @param permission null: everybody may have it
 */
export function fetchAhead(permission: string | null, prefetch: () => Promise<void>): void {
  const fetched = (async () => {
    await queries.prefetchQuery(sessionQuery);
    const user = queries.getQueryData(sessionQuery.queryKey)?.user;
    if (!user || user.secondFactorDue) return;
    if (permission === null || allowsSome(user.permissions, permission)) await prefetch();
  })();
  underWay.add(fetched);
  void fetched.finally(() => underWay.delete(fetched));
}

/** When all that was asked for ahead is there. */
export async function fetchedAhead(): Promise<void> {
  await Promise.all(underWay);
}
