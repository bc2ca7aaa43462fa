/**
 * Permissions as the server's Shiro realm writes them: colon-separated parts, each a name, a
 * comma-separated list or `*`; a shorter grant implies every longer one.
 */
function implies(grant: string, wanted: string): boolean {
  const given = grant.split(':');
  const asked = wanted.split(':');
  return given.every((part, i) => {
    const names = part.split(',');
    if (names.includes('*')) return true;
    const ask = asked[i];
    return ask !== undefined && names.includes(ask);
  });
}

export function allows(grants: readonly string[], wanted: string): boolean {
  return grants.some((grant) => implies(grant, wanted));
}

/** True when some part of what `wanted` covers is granted (`audit:read:audit` for `audit:read`). */
export function allowsSome(grants: readonly string[], wanted: string): boolean {
  return (
    allows(grants, wanted) || grants.some((grant) => grant.startsWith(`${wanted}:`))
  );
}
