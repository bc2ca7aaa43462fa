/** One case: read, and changed by steps that name the version they were made from. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { call, type Schema } from '../../api/call';
import { ApiProblem } from '../../api/http';
import { useSession } from '../../app/session';

export type Case = Schema<'Case'>;
export type CaseState = Schema<'CaseState'>;
export type Finding = Schema<'PersonFinding'>;
export const caseStates: readonly CaseState[] = ['open', 'investigating', 'concluded', 'sent', 'decided', 'closed'];

export function caseQuery(id: string) {
  return {
    queryKey: ['case', id],
    queryFn: ({ signal }: { signal: AbortSignal }) => call('get', '/cases/{id}', { path: { id }, signal }),
  };
}

/** A change of the case, given the version it is made from. */
export type CaseStep = (version: number) => Promise<Case>;

/** Does a step. When somebody was faster the case is fetched anew; what was typed stays with the caller. */
export function useCaseStep(id: string, onDone?: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (step: CaseStep) => {
      const seen = client.getQueryData<Case>(['case', id]);
      return step(seen?.version ?? 0);
    },
    onSuccess: (changed) => {
      client.setQueryData(['case', id], changed);
      void client.invalidateQueries({ queryKey: ['cases'] });
      void client.invalidateQueries({ queryKey: ['case-approval', id] });
      onDone?.();
    },
    onError: (problem) => {
      if (isStale(problem)) void client.invalidateQueries({ queryKey: ['case', id] });
    },
  });
}

export function isStale(problem: unknown): boolean {
  return problem instanceof ApiProblem && problem.code === 'stale';
}

/** What I may do in this case, beside what my roles allow. */
export function useCaseRights(file: Case) {
  const { user, can } = useSession();
  const member = file.people.includes(user.username);
  const working = file.state === 'open' || file.state === 'investigating';
  const works = member && can('case:work');
  return {
    member,
    lead: works && file.lead === user.username,
    /** May change evidence, findings and tasks. */
    works: works && working,
    tasks: works && file.state !== 'closed',
    notes: member && file.state !== 'closed',
    bundles: member && can('case:bundle'),
  };
}

/** Alerts of the case, by the time they began; none for who may not read alerts. */
export function useCaseAlerts(file: Case) {
  const { can } = useSession();
  return useQuery({
    queryKey: ['alerts-of-case', file.id, file.alerts.length],
    queryFn: async ({ signal }) => {
      const page = await call('get', '/alerts', { query: { caseId: file.id, limit: 200 }, signal });
      return page.items.sort((a, b) => a.firstSeen.localeCompare(b.firstSeen));
    },
    enabled: can('alert:read') && file.alerts.length > 0,
  });
}

/** The request to conclude the case that waits for an answer, if I may see it. */
export function useConclusionRequest(id: string) {
  const { can } = useSession();
  return useQuery({
    queryKey: ['case-approval', id],
    queryFn: async ({ signal }) => {
      const page = await call('get', '/approvals', { query: { state: 'requested,approved', limit: 200 }, signal });
      return page.items.find((one) => one.kind === 'case.conclude' && one.target === id) ?? null;
    },
    enabled: can('approval:read'),
    refetchInterval: 15_000,
  });
}
