import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiProblem, buildUrl, onExpiredSession, request, setCsrfToken } from './http';

interface Sent {
  url: string;
  method: string;
  headers: Record<string, string>;
}

const sent: Sent[] = [];
let answers: (() => Response)[] = [];

function answer(status: number, body?: unknown, headers: Record<string, string> = {}): () => Response {
  return () => new Response(body === undefined ? null : JSON.stringify(body), { status, headers });
}

beforeEach(() => {
  sent.length = 0;
  setCsrfToken('token-1');
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    sent.push({ url, method: init.method ?? '', headers: init.headers as Record<string, string> });
    const next = answers.shift();
    if (!next) throw new TypeError('connection refused');
    return next();
  });
});

afterEach(() => {
  vi.unstubAllGlobals();
  onExpiredSession(null);
  answers = [];
});

describe('request', () => {
  it('sends the CSRF token with every change and never with a read', async () => {
    answers = [answer(200, {}), answer(200, {})];
    await request('GET', '/alerts');
    await request('POST', '/alerts/1/close', { body: { version: 1 } });
    expect(sent[0]?.headers['X-CSRF-Token']).toBeUndefined();
    expect(sent[1]?.headers['X-CSRF-Token']).toBe('token-1');
  });

  it('waits for the person to sign in again, then repeats what it was asked', async () => {
    answers = [answer(401, { code: 'unauthenticated' }), answer(200, { version: 2 })];
    const signIn = vi.fn(async () => setCsrfToken('token-2'));
    onExpiredSession(signIn);
    const triage = await request<{ version: number }>('POST', '/alerts/1/close', { body: {} });
    expect(triage.version).toBe(2);
    expect(signIn).toHaveBeenCalledOnce();
    expect(sent[1]?.headers['X-CSRF-Token']).toBe('token-2');
  });

  it('lets a wrong password be the login’s own answer', async () => {
    answers = [answer(401, { code: 'credentials' })];
    const signIn = vi.fn(async () => undefined);
    onExpiredSession(signIn);
    await expect(request('POST', '/session', { anonymous: true })).rejects.toMatchObject({ status: 401 });
    expect(signIn).not.toHaveBeenCalled();
  });

  it('fetches a new token once when another tab has replaced it', async () => {
    answers = [
      answer(403, { code: 'csrf' }),
      answer(200, { csrfToken: 'token-9' }),
      answer(200, { done: true }),
    ];
    await request('PUT', '/users/a/status', { body: { enabled: true } });
    expect(sent.map((s) => `${s.method} ${s.url}`)).toEqual([
      'PUT /api/v1/users/a/status',
      'GET /api/v1/session',
      'PUT /api/v1/users/a/status',
    ]);
    expect(sent[2]?.headers['X-CSRF-Token']).toBe('token-9');
  });

  it('does not repeat what is forbidden', async () => {
    answers = [answer(403, { code: 'forbidden' })];
    await expect(request('POST', '/users', { body: {} })).rejects.toMatchObject({ code: 'forbidden' });
    expect(sent).toHaveLength(1);
  });

  it('carries the problem’s own fields and the time to wait', async () => {
    answers = [answer(400, { code: 'query', detail: 'expected a value', column: 12 }, { 'Retry-After': '7' })];
    const problem = await request('GET', '/audit/search').catch((p: unknown) => p);
    expect(problem).toBeInstanceOf(ApiProblem);
    expect(problem).toMatchObject({ code: 'query', fields: { column: 12 }, retryAfterSeconds: 7 });
  });

  it('tells a lost server from a refusal', async () => {
    await expect(request('GET', '/alerts')).rejects.toMatchObject({ status: 0, code: 'offline' });
  });

  it('reads an error page of a proxy as its status', async () => {
    answers = [() => new Response('<html>Bad gateway</html>', { status: 502 })];
    await expect(request('GET', '/alerts')).rejects.toMatchObject({ status: 502, code: 'http-502' });
  });
});

describe('buildUrl', () => {
  it('leaves out what is not set and escapes what is', () => {
    expect(buildUrl('/alerts', { q: 'a&b=c', limit: 50, cursor: null, from: undefined })).toBe(
      '/api/v1/alerts?q=a%26b%3Dc&limit=50',
    );
  });
});
