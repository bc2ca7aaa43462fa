import { useMutation, useQueryClient } from '@tanstack/react-query';
import { call, type Schema } from '../../api/call';
import { ApiProblem } from '../../api/http';
import { applyTriage } from './queue';

export type Detail = Schema<'AlertDetail'>;
export type Triage = Schema<'Triage'>;
export type Decision = Schema<'Decision'>;
export type Action = 'acknowledge' | 'assign' | 'take' | 'close' | 'reopen' | 'comment';
export type Disposition = 'true_positive' | 'benign' | 'false_positive' | 'duplicate';
export const dispositions: readonly Disposition[] = ['true_positive', 'benign', 'false_positive', 'duplicate'];

export interface Step {
  id: string;
  action: Action;
  body: Decision;
}

export function alertQuery(id: string) {
  return {
    queryKey: ['alert', id],
    queryFn: ({ signal }: { signal: AbortSignal }) => call('get', '/alerts/{id}', { path: { id }, signal }),
  };
}

/** All six acts take and answer the same. */
function decide({ id, action, body }: Step): Promise<Triage> {
  return call('post', `/alerts/{id}/${action}` as '/alerts/{id}/close', { path: { id }, body });
}

/** One triage step. A stale version (409) fetches the alert anew: the caller shows what changed. */
export function useTriage(onDone?: (triage: Triage, step: Step) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: decide,
    onSuccess: (triage, step) => {
      client.setQueryData<Detail>(['alert', step.id], (old) => old && { ...old, triage });
      applyTriage(client, step.id, triage);
      void client.invalidateQueries({ queryKey: ['alert', step.id] });
      onDone?.(triage, step);
    },
    onError: async (problem, step) => {
      if (!isConflict(problem)) return;
      const detail = await client.fetchQuery({ ...alertQuery(step.id), staleTime: 0 });
      applyTriage(client, step.id, detail.triage);
    },
  });
}

export function isConflict(problem: unknown): boolean {
  return problem instanceof ApiProblem && problem.status === 409 && problem.code === 'stale';
}
