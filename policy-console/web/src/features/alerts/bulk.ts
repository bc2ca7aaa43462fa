/** Acts on many alerts at once, done by the server; what is meant is a query, or the rows marked. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { call, type Schema } from '../../api/call';
import { ApiProblem } from '../../api/http';
import { refetchRows, type Alert } from './queue';

export type Bulk = Schema<'Bulk'>;
export type BulkAct = Omit<Schema<'BulkRequest'>, 'query' | 'expected'>;

/** Most alerts that become part of a case at once. */
export const maxEscalated = 200;

/** What an act is about. */
export interface Target {
  query: Record<string, unknown>;
  /** How many alerts are meant. */
  count: number;
  /** Whether that is known exactly. */
  exact: boolean;
}

/** How many the query really finds, when it is another number than was meant; else null. */
export function otherNumber(problem: unknown): number | null {
  if (!(problem instanceof ApiProblem) || problem.code !== 'count') return null;
  return typeof problem.fields.matched === 'number' ? problem.fields.matched : null;
}

export function useBulk(onStarted: (job: Bulk) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ target, act }: { target: Target; act: BulkAct }) =>
      call('post', '/alerts/bulk', {
        body: { ...act, query: target.query, expected: target.count },
        once: crypto.randomUUID(),
      }),
    onSuccess: (job) => {
      client.setQueryData(['bulk', String(job.id)], job);
      onStarted(job);
    },
  });
}

const pollMillis = 400;

/** A running act, asked after until it is done; then the rows on screen are fetched anew. */
export function useBulkJob(id: string | undefined, rows: readonly Alert[]) {
  const client = useQueryClient();
  const job = useQuery({
    queryKey: ['bulk', id],
    queryFn: ({ signal }) => call('get', '/alerts/bulk/{id}', { path: { id: id ?? '' }, signal }),
    enabled: Boolean(id),
    staleTime: 0,
    refetchInterval: (query) => (query.state.data?.state === 'running' ? pollMillis : false),
  });
  const shown = useRef(rows);
  useEffect(() => {
    shown.current = rows;
  });
  const state = job.data?.state;
  useEffect(() => {
    if (!id || !state || state === 'running') return;
    refetchRows(client, shown.current.slice(0, 500).map((row) => row.id)).catch(() => undefined);
    void client.invalidateQueries({ queryKey: ['alert-groups'] });
    void client.invalidateQueries({ queryKey: ['alert-facets'] });
  }, [client, id, state]);
  return job;
}

export function useUndo(onStarted: (job: Bulk) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => call('post', '/alerts/bulk/{id}/undo', { path: { id: String(id) }, once: `undo-bulk-${id}` }),
    onSuccess: (job, undone) => {
      client.setQueryData(['bulk', String(job.id)], job);
      void client.invalidateQueries({ queryKey: ['bulk', String(undone)] });
      onStarted(job);
    },
  });
}
