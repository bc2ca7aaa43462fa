/** One function per operation of the API. */
import { download, request, setCsrfToken } from './http';
import type {
  Account,
  AlertDetail,
  AlertSummary,
  AuditPage,
  Backtest,
  EvidenceItem,
  Health,
  Histogram,
  LedgerRecord,
  LevelScheme,
  NewAccount,
  Page,
  Role,
  QueryRun,
  RuleSummary,
  SavedQuery,
  SavedQueryBody,
  Session,
  Sessions,
  Stream,
  TopValues,
  Triage,
  TriageAction,
  TriageBody,
} from './types';

/** Lists come as an array or, where the server pages them, as `{items}`. */
type Listed<T> = T[] | { items: T[]; next?: string | null };

/** Pages that are fetched at most, of up to 200 entries each. */
const MAX_PAGES = 10;

async function listed<T>(path: string, signal?: AbortSignal): Promise<T[]> {
  const first = await request<Listed<T>>('GET', path, { signal });
  if (Array.isArray(first)) {
    return first;
  }
  const all = [...first.items];
  let { next } = first;
  for (let page = 1; next && page < MAX_PAGES; page++) {
    const more = await request<{ items: T[]; next?: string | null }>(
      'GET',
      `${path}?limit=200&cursor=${encodeURIComponent(next)}`,
      { signal },
    );
    all.push(...more.items);
    next = more.next;
  }
  return all;
}

const id = encodeURIComponent;

async function keepToken(session: Promise<Session>): Promise<Session> {
  const got = await session;
  setCsrfToken(got.csrfToken);
  return got;
}

export interface AlertFilter {
  status?: string;
  severity?: string;
  rule?: string;
  entity?: string;
  q?: string;
  from?: string;
  to?: string;
}

/** What to export: what a query finds, or every record of a range of record numbers. */
export interface ExportBody {
  kind: 'matches' | 'range';
  query?: string;
  from?: string;
  to?: string;
  first?: number;
  end?: number;
  purpose: string;
}

export interface AuditQuery {
  stream: Stream;
  q?: string;
  from?: string;
  to?: string;
}

/** When nobody waits for the answer any more, the server need not go on looking for it. */
function cancellable<T>(
  path: string,
  query: Record<string, string | number | undefined | null>,
  signal?: AbortSignal,
): Promise<T> {
  const search = crypto.randomUUID();
  const answer = request<T>('GET', path, { query: { ...query, id: search }, signal });
  const cancel = () => {
    // It may have ended meanwhile: then there is nothing to cancel, and the server says so.
    request('DELETE', `/audit/searches/${search}`, { anonymous: true }).catch(() => undefined);
  };
  signal?.addEventListener('abort', cancel, { once: true });
  const done = () => signal?.removeEventListener('abort', cancel);
  answer.then(done, done);
  return answer;
}

export const api = {
  session: () => keepToken(request<Session>('GET', '/session', { anonymous: true })),
  login: (username: string, password: string) =>
    keepToken(
      request<Session>('POST', '/session', { body: { username, password }, anonymous: true }),
    ),
  changePassword: (current: string, password: string) =>
    request<void>('PUT', '/session/password', { body: { current, password }, anonymous: true }),
  logout: () => request<void>('DELETE', '/session', { anonymous: true }),

  alerts: (filter: AlertFilter, cursor: string | null, limit: number, signal?: AbortSignal) =>
    request<Page<AlertSummary>>('GET', '/alerts', { query: { ...filter, cursor, limit }, signal }),
  alert: (alertId: string, signal?: AbortSignal) =>
    request<AlertDetail>('GET', `/alerts/${id(alertId)}`, { signal }),
  evidence: (alertId: string, signal?: AbortSignal) =>
    request<{ items: EvidenceItem[] }>('GET', `/alerts/${id(alertId)}/evidence`, { signal }),
  triage: (alertId: string, action: TriageAction, body: TriageBody) =>
    request<Triage>('POST', `/alerts/${id(alertId)}/${action}`, { body }),

  search: (query: AuditQuery, cursor: string | null, limit: number, signal?: AbortSignal) =>
    cancellable<AuditPage>('/audit/search', { ...query, cursor, limit }, signal),
  histogram: (query: AuditQuery, signal?: AbortSignal) =>
    cancellable<Histogram>('/audit/histogram', { ...query }, signal),
  topValues: (query: AuditQuery, field: string, limit: number, signal?: AbortSignal) =>
    cancellable<TopValues>('/audit/top', { ...query, field, limit }, signal),
  sessions: (query: AuditQuery, gap: number, signal?: AbortSignal) =>
    cancellable<Sessions>('/audit/sessions', { ...query, gap }, signal),
  savedQueries: (signal?: AbortSignal) => listed<SavedQuery>('/audit/queries', signal),
  saveQuery: (body: SavedQueryBody) => request<SavedQuery>('POST', '/audit/queries', { body }),
  deleteQuery: (queryId: number) => request<void>('DELETE', `/audit/queries/${queryId}`),
  queryRuns: (queryId: number, signal?: AbortSignal) =>
    listed<QueryRun>(`/audit/queries/${queryId}/runs`, signal),
  exportEvidence: (stream: Stream, body: ExportBody) =>
    download('POST', '/audit/exports', { query: { stream }, body }),
  record: (stream: Stream, seq: number, signal?: AbortSignal) =>
    request<LedgerRecord>('GET', `/audit/records/${stream}/${seq}`, { signal }),

  levels: (signal?: AbortSignal) => request<LevelScheme>('GET', '/levels', { signal }),

  users: (signal?: AbortSignal) => listed<Account>('/users', signal),
  createUser: (account: NewAccount) =>
    request<{ username: string; password: string }>('POST', '/users', { body: account }),
  setUserStatus: (username: string, enabled: boolean) =>
    request<unknown>('PUT', `/users/${id(username)}/status`, { body: { enabled } }),
  setUserRoles: (username: string, roles: Role[]) =>
    request<unknown>('PUT', `/users/${id(username)}/roles`, { body: { roles } }),

  health: (signal?: AbortSignal) => request<Health>('GET', '/health', { signal }),
  rules: (signal?: AbortSignal) => listed<RuleSummary>('/rules', signal),
  backtests: (signal?: AbortSignal) => listed<Backtest>('/rules/backtests', signal),
  startBacktest: (yaml: string) =>
    request<Backtest>('POST', '/rules/backtests', { body: { yaml } }),
  cancelBacktest: (jobId: string) => request<void>('DELETE', `/rules/backtests/${id(jobId)}`),
};
