import { expect, it } from 'vitest';
import { obstacle, slots } from './approvals';
import type { Approval, Role } from './approvals';

function agreement(by: string, ...roles: Role[]): Approval['decisions'][number] {
  return { by, roles, approve: true, reason: 'yes', at: '2026-11-22T00:00:00Z' };
}

const waiting = {
  state: 'requested',
  mayDecide: false,
  requester: 'sec',
  decisions: [agreement('wang', 'DATA_OWNER')],
  needed: [['DATA_OWNER'], ['SYS_ADMIN', 'AUDIT_ADMIN']],
} as unknown as Approval;

it('fills as many sets of roles as the agreements can', () => {
  // The first could fill either; the second only the first set.
  const filled = slots(
    [['DATA_OWNER', 'SEC_ADMIN'], ['DATA_OWNER', 'KEY_CUSTODIAN']],
    [agreement('wang', 'DATA_OWNER'), agreement('li', 'SEC_ADMIN')],
  );
  expect(filled.map((slot) => slot.by?.by)).toEqual(['li', 'wang']);
});

it('counts no disagreement', () => {
  const no = { ...agreement('wang', 'DATA_OWNER'), approve: false };
  expect(slots([['DATA_OWNER']], [no])[0]?.by).toBeNull();
});

it('says why somebody cannot decide', () => {
  expect(obstacle(waiting, 'sec', ['SEC_ADMIN'])).toBe('own');
  expect(obstacle(waiting, 'wang', ['DATA_OWNER'])).toBe('decided');
  expect(obstacle(waiting, 'li', ['ANALYST'])).toBe('role');
  expect(obstacle(waiting, 'zhao', ['DATA_OWNER'])).toBe('other');
  expect(obstacle({ ...waiting, mayDecide: true }, 'audit', ['AUDIT_ADMIN'])).toBeNull();
  expect(obstacle({ ...waiting, state: 'void' }, 'audit', ['AUDIT_ADMIN'])).toBe('ended');
});
