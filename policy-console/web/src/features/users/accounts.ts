import { useQuery } from '@tanstack/react-query';
import { call } from '../../api/call';
import { officerRoles, type Role } from '../../api/types';

/** As many as the server gives at once: more than hold one office, or belong to one person. */
const most = 200;

/** Accounts that were granted one of these roles. */
export function useHolders(roles: readonly Role[], enabled = true) {
  return useQuery({
    queryKey: ['users', 'holders', roles],
    queryFn: async ({ signal }) => (await call('get', '/users', { query: { role: roles.join(','), limit: most }, signal })).items,
    enabled,
  });
}

export const useOfficers = (enabled = true) => useHolders(officerRoles, enabled);

/** All accounts of one natural person. */
export function useAccountsOf(person: string) {
  return useQuery({
    queryKey: ['users', 'person', person],
    queryFn: async ({ signal }) => (await call('get', '/users', { query: { person, limit: most }, signal })).items,
  });
}
