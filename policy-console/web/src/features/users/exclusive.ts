import { type Account, officerRoles, type Role } from '../../api/types';

export interface Clash {
  kind: 'two-officers' | 'officer-and-business';
  first: Role;
  second: Role;
  /** The other account of the same natural person, when the clash comes from there. */
  through: string | null;
}

/**
 * Why these roles must not meet in one natural person: two officer roles, or an officer role beside
 * a business role, counted over all accounts of that person. The server decides; this explains
 * before it is asked. Null when nothing clashes.
 */
export function clash(account: Account, wanted: readonly Role[], accounts: readonly Account[]): Clash | null {
  const others = accounts.filter(
    (a) =>
      a.username !== account.username &&
      a.personId.toLowerCase() === account.personId.toLowerCase(),
  );
  const held: { role: Role; through: string | null }[] = [
    ...wanted.map((role) => ({ role, through: null })),
    ...others.flatMap((a) => a.roles.map((role) => ({ role, through: a.username }))),
  ];
  const officers = held.filter((h) => officerRoles.includes(h.role));
  const first = officers[0];
  if (!first) return null;
  const second = officers.find((h) => h.role !== first.role);
  if (second) {
    return {
      kind: 'two-officers',
      first: first.role,
      second: second.role,
      through: first.through ?? second.through,
    };
  }
  const business = held.find((h) => !officerRoles.includes(h.role));
  return business
    ? {
        kind: 'officer-and-business',
        first: first.role,
        second: business.role,
        through: first.through ?? business.through,
      }
    : null;
}
