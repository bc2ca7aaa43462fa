/** One function per operation of the API. */
import { request, setCsrfToken } from './http';
import type { NewAccount, Role, Session } from './types';

const id = encodeURIComponent;

async function keepToken(session: Promise<Session>): Promise<Session> {
  const got = await session;
  setCsrfToken(got.csrfToken);
  return got;
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

  createUser: (account: NewAccount) =>
    request<{ username: string; password: string }>('POST', '/users', { body: account }),
  setUserStatus: (username: string, enabled: boolean) =>
    request<unknown>('PUT', `/users/${id(username)}/status`, { body: { enabled } }),
  setUserRoles: (username: string, roles: Role[]) =>
    request<unknown>('PUT', `/users/${id(username)}/roles`, { body: { roles } }),
};
