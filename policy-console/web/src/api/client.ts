/** One function per operation of the API. */
import { request, setCsrfToken } from './http';
import type {
  Account,
  AlertDetail,
  AlertSummary,
  EvidenceItem,
  LevelScheme,
  NewAccount,
  Page,
  Role,
  Session,
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

export const api = {
  session: () => keepToken(request<Session>('GET', '/session', { anonymous: true })),
  login: (username: string, password: string, code?: string) =>
    keepToken(
      request<Session>('POST', '/session', { body: { username, password, code }, anonymous: true }),
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


  levels: (signal?: AbortSignal) => request<LevelScheme>('GET', '/levels', { signal }),

  users: (signal?: AbortSignal) => listed<Account>('/users', signal),
  createUser: (account: NewAccount) =>
    request<{ username: string; password: string }>('POST', '/users', { body: account }),
  setUserStatus: (username: string, enabled: boolean) =>
    request<unknown>('PUT', `/users/${id(username)}/status`, { body: { enabled } }),
  setUserRoles: (username: string, roles: Role[]) =>
    request<unknown>('PUT', `/users/${id(username)}/roles`, { body: { roles } }),

};
