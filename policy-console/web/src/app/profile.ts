/** How this person wants to see things, kept by the server: the same on every machine. */
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { call, type Schema } from '../api/call';
import { ApiProblem } from '../api/http';

export interface SavedView {
  name: string;
  /** Search parameters of the page. */
  search: Record<string, string>;
}

export interface Settings {
  /** Views of the alert queue. */
  queueViews?: SavedView[];
  queueColumns?: string[];
  /** Time zone by its IANA name; absent for that of the browser. */
  timeZone?: string;
}

type Profile = Schema<'Profile'>;
const key = ['profile'];

export const profileQuery = queryOptions({
  queryKey: key,
  queryFn: ({ signal }) => call('get', '/session/profile', { signal }),
  staleTime: Number.POSITIVE_INFINITY,
});

/**
 * The settings, and a way to change them. Two windows may change them at once: the change is made
 * again on what the other one has kept.
 */
export function useProfile() {
  const client = useQueryClient();
  const profile = useQuery(profileQuery);
  const change = useMutation({
    mutationFn: async (alter: (old: Settings) => Settings) => {
      const put = (old: Profile) =>
        call('put', '/session/profile', {
          version: old.version,
          body: { settings: { ...old.settings, ...alter(old.settings as Settings) } },
        });
      const fresh = () => client.fetchQuery({ queryKey: key, queryFn: () => call('get', '/session/profile'), staleTime: 0 });
      try {
        return await put(profile.data ?? (await fresh()));
      } catch (problem) {
        if (!(problem instanceof ApiProblem) || problem.code !== 'stale') throw problem;
        return put(await fresh());
      }
    },
    onSuccess: (kept) => client.setQueryData(key, kept),
  });
  return { settings: (profile.data?.settings ?? {}) as Settings, known: profile.isSuccess, change };
}
