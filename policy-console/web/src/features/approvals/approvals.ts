/** Requests for approval as lists and as one, and what can be worked out about them. */
import { useQuery } from '@tanstack/react-query';
import { call, type Schema } from '../../api/call';

export type Approval = Schema<'Approval'>;
export type Role = Schema<'Role'>;

export const tabs = ['awaiting', 'open', 'mine', 'ended'] as const;
export type ApprovalTab = (typeof tabs)[number];

export function tabOf(text: string | undefined): ApprovalTab {
  return tabs.find((tab) => tab === text) ?? 'awaiting';
}

/** Longest page: those that wait are few, since they expire after three days. */
const pageSize = 200;
const states: Record<ApprovalTab, string | undefined> = {
  awaiting: 'requested',
  open: 'requested,approved',
  mine: undefined,
  ended: 'executed,rejected,expired,void',
};

export function useApprovals(tab: ApprovalTab, cursor: string | undefined) {
  return useQuery({
    queryKey: ['approvals', tab, cursor ?? ''],
    queryFn: ({ signal }) =>
      call('get', '/approvals', {
        query: { state: states[tab], cursor, limit: tab === 'awaiting' ? pageSize : 50 },
        signal,
      }),
  });
}

/** How many requests wait for this person's word; 0 for who decides about nothing. Rests while nobody looks. */
export function useAwaiting(decides: boolean): number {
  const query = useQuery({
    queryKey: ['approvals', 'waiting'],
    queryFn: ({ signal }) => call('get', '/approvals/waiting', { signal }),
    enabled: decides,
    staleTime: 30_000,
    refetchInterval: 60_000,
    refetchOnWindowFocus: true,
  });
  return query.data?.count ?? 0;
}

export function useApproval(id: string | undefined) {
  return useQuery({
    queryKey: ['approvals', 'one', id],
    queryFn: ({ signal }) => call('get', '/approvals/{id}', { path: { id: id ?? '' }, signal }),
    enabled: Boolean(id),
  });
}

export interface Slot {
  /** Who has one of these may fill it. */
  roles: Role[];
  /** The agreement that fills it. */
  by: Approval['decisions'][number] | null;
}

/**
 * Which agreement stands for which set of roles, so that as many as possible are filled: each fills
 * one, and an agreement moves to another set when that makes room.
 */
export function slots(needed: Role[][], decisions: Approval['decisions']): Slot[] {
  const agreed = decisions.filter((d) => d.approve);
  const taken: (number | null)[] = needed.map(() => null);
  const place = (who: number, tried: Set<number>): boolean => {
    for (const [i, roles] of needed.entries()) {
      if (tried.has(i) || !agreed[who]?.roles.some((role) => roles.includes(role))) continue;
      tried.add(i);
      const there = taken[i] ?? null;
      if (there === null || place(there, tried)) {
        taken[i] = who;
        return true;
      }
    }
    return false;
  };
  agreed.forEach((_, who) => place(who, new Set()));
  return needed.map((roles, i) => {
    const who = taken[i] ?? null;
    return { roles, by: who === null ? null : (agreed[who] ?? null) };
  });
}

/** Why this person cannot decide, as a name of a text; null when he can. */
export function obstacle(
  approval: Approval,
  username: string,
  roles: readonly string[],
): 'ended' | 'approved' | 'own' | 'decided' | 'role' | 'other' | null {
  if (approval.state === 'approved') return 'approved';
  if (approval.state !== 'requested') return 'ended';
  if (approval.mayDecide) return null;
  if (approval.requester === username) return 'own';
  if (approval.decisions.some((d) => d.by === username)) return 'decided';
  if (!approval.needed.some((slot) => slot.some((role) => roles.includes(role)))) return 'role';
  return 'other';
}
