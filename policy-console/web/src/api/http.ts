/** One way to the server: problem+json errors, the CSRF header, and signing in again in place. */

/** An answer that is not a success, or no answer (`status` 0, `code` `offline`). */
export class ApiProblem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly title: string,
    readonly detail: string,
    readonly fields: Record<string, unknown>,
    readonly retryAfterSeconds: number | null,
  ) {
    super(detail || title || code);
    this.name = 'ApiProblem';
  }
}

type Query = Record<string, string | number | undefined | null>;

export interface Call {
  query?: Query;
  body?: unknown;
  /** A file sent as it is, in place of `body`. */
  file?: Blob;
  headers?: Record<string, string>;
  signal?: AbortSignal;
  /** A 401 is this call's own answer (login, session probe), not an expired session. */
  anonymous?: boolean;
}

let csrfToken: string | null = null;
let signInAgain: (() => Promise<void>) | null = null;

export function setCsrfToken(token: string | null): void {
  csrfToken = token;
}

/**
 * Sets what to do when a session has expired in the middle of work: resolve once the same person has
 * signed in again (the request is then repeated), so that nothing typed is lost.
 */
export function onExpiredSession(handler: (() => Promise<void>) | null): void {
  signInAgain = handler;
}

export function buildUrl(path: string, query?: Query): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null && value !== '') params.set(key, String(value));
  }
  const text = params.toString();
  return `/api/v1${path}${text ? `?${text}` : ''}`;
}

async function problemOf(response: Response): Promise<ApiProblem> {
  let fields: Record<string, unknown> = {};
  try {
    const parsed: unknown = await response.json();
    if (typeof parsed === 'object' && parsed !== null) fields = parsed as Record<string, unknown>;
  } catch {
    // A proxy in between may answer with a page; the status still tells what happened.
  }
  const text = (key: string) => (typeof fields[key] === 'string' ? (fields[key] as string) : '');
  const retryAfter = Number(response.headers.get('Retry-After'));
  return new ApiProblem(
    response.status,
    text('code') || `http-${response.status}`,
    text('title'),
    text('detail'),
    fields,
    Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter : null,
  );
}

async function send(method: string, path: string, call: Call): Promise<Response> {
  const headers: Record<string, string> = { Accept: 'application/json', ...call.headers };
  if (call.body !== undefined) headers['Content-Type'] = 'application/json';
  if (call.file) headers['Content-Type'] = 'application/octet-stream';
  if (method !== 'GET' && csrfToken) headers['X-CSRF-Token'] = csrfToken;
  try {
    return await fetch(buildUrl(path, call.query), {
      method,
      headers,
      credentials: 'same-origin',
      cache: 'no-store',
      body: call.file ?? (call.body === undefined ? undefined : JSON.stringify(call.body)),
      signal: call.signal,
    });
  } catch (cause) {
    if (call.signal?.aborted) throw cause;
    throw new ApiProblem(0, 'offline', '', String(cause), {}, null);
  }
}

async function refreshCsrf(): Promise<void> {
  const response = await send('GET', '/session', {});
  if (!response.ok) throw await problemOf(response);
  const session = (await response.json()) as { csrfToken: string };
  setCsrfToken(session.csrfToken);
}

async function answered(method: string, path: string, call: Call): Promise<Response> {
  let response = await send(method, path, call);
  if (response.status === 401 && !call.anonymous && signInAgain) {
    await signInAgain();
    response = await send(method, path, call);
  }
  if (response.status === 403 && method !== 'GET' && !call.anonymous) {
    const problem = await problemOf(response);
    // Another tab signed in and so replaced the token: fetch the new one, repeat once.
    if (problem.code !== 'csrf') throw problem;
    await refreshCsrf();
    response = await send(method, path, call);
  }
  if (!response.ok) throw await problemOf(response);
  return response;
}

export async function request<T>(method: string, path: string, call: Call = {}): Promise<T> {
  const response = await answered(method, path, call);
  return (response.status === 204 ? undefined : await response.json()) as T;
}

/** A file that the server makes, under the name it gives. */
export async function download(
  method: string,
  path: string,
  call: Call,
): Promise<{ name: string; data: Blob }> {
  const response = await answered(method, path, call);
  const name = /filename="([\w.-]+)"/.exec(response.headers.get('Content-Disposition') ?? '')?.[1];
  return { name: name ?? 'download', data: await response.blob() };
}

/** Sends a file as it is. */
export async function upload<T>(path: string, query: Query, file: Blob): Promise<T> {
  return request('POST', path, { query, file });
}
