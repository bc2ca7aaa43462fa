import { describe, expect, it } from 'vitest';
import type { Account, Role } from '../../api/types';
import { clash } from './exclusive';

function account(username: string, personId: string, ...roles: Role[]): Account {
  return { username, displayName: username, personId, roles, enabled: true };
}

describe('clash', () => {
  const chen = account('chen', 'P-4', 'ANALYST');
  const chenNight = account('chen.night', 'p-4');
  const zhou = account('zhou', 'P-2', 'SEC_ADMIN');
  const all = [chen, chenNight, zhou];

  it('refuses two officer roles in one account', () => {
    expect(clash(chenNight, ['SYS_ADMIN', 'AUDIT_ADMIN'], [chenNight])).toMatchObject({
      kind: 'two-officers',
      through: null,
    });
  });

  it('refuses an officer role beside a business role of another account of the same person', () => {
    expect(clash(chenNight, ['SEC_ADMIN'], all)).toEqual({
      kind: 'officer-and-business',
      first: 'SEC_ADMIN',
      second: 'ANALYST',
      through: 'chen',
    });
  });

  it('does not mix up different people', () => {
    expect(clash(chen, ['ANALYST', 'AUDITOR'], all)).toBeNull();
    expect(clash(zhou, ['SEC_ADMIN'], all)).toBeNull();
  });
});
