/** The questions that this page asks of the audit store; each can be cancelled on the server too. */
import { call, type Schema } from '../../api/call';
import { request } from '../../api/http';
import { type Stream, streams } from '../../api/types';

export { type Stream, streams };

export type SearchHit = Schema<'SearchHit'>;
export type Decision = Schema<'RecordDecision'>;

export interface AuditQuery {
  stream: Stream;
  q?: string;
  from?: string;
  to?: string;
}

/** When nobody waits for the answer any more, the server need not go on looking for it. */
async function cancellable<T>(ask: (id: string) => Promise<T>, signal?: AbortSignal): Promise<T> {
  const id = crypto.randomUUID();
  const cancel = () => {
    // Should this be lost, the search ends by its own time limit.
    request('DELETE', `/audit/searches/${id}`, { anonymous: true }).catch(() => undefined);
  };
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    return await ask(id);
  } finally {
    signal?.removeEventListener('abort', cancel);
  }
}

export const searching = {
  page: (query: AuditQuery, cursor: string | undefined, limit: number, signal?: AbortSignal) =>
    cancellable((id) => call('get', '/audit/search', { query: { ...query, cursor, limit, id }, signal }), signal),
  histogram: (query: AuditQuery, signal?: AbortSignal) =>
    cancellable((id) => call('get', '/audit/histogram', { query: { ...query, id }, signal }), signal),
  top: (query: AuditQuery, field: string, limit: number, signal?: AbortSignal) =>
    cancellable((id) => call('get', '/audit/top', { query: { ...query, field, limit, id }, signal }), signal),
  sessions: (query: AuditQuery, gap: number, signal?: AbortSignal) =>
    cancellable((id) => call('get', '/audit/sessions', { query: { ...query, gap, id }, signal }), signal),
};
