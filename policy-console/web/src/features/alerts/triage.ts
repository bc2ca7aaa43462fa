import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client';
import { ApiProblem } from '../../api/http';
import type { AlertDetail, Triage, TriageAction, TriageBody } from '../../api/types';
import { applyTriage } from './queue';

interface Step {
  id: string;
  action: TriageAction;
  body: TriageBody;
}

/** One triage step. A stale version (409) fetches the alert anew: the caller shows what changed. */
export function useTriage(onDone?: (triage: Triage, step: Step) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (step: Step) => api.triage(step.id, step.action, step.body),
    onSuccess: (triage, step) => {
      client.setQueryData<AlertDetail>(['alert', step.id], (old) => old && { ...old, triage });
      applyTriage(client, step.id, triage);
      void client.invalidateQueries({ queryKey: ['alert', step.id] });
      onDone?.(triage, step);
    },
    onError: async (problem, step) => {
      if (!isConflict(problem)) return;
      const detail = await client.fetchQuery({
        queryKey: ['alert', step.id],
        queryFn: ({ signal }) => api.alert(step.id, signal),
        staleTime: 0,
      });
      applyTriage(client, step.id, detail.triage);
    },
  });
}

export function isConflict(problem: unknown): boolean {
  return problem instanceof ApiProblem && problem.status === 409;
}
