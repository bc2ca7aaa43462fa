/** Access policies as trees of JSON: reading and changing members by path, and comparing sets. */
import type { Schema } from '../../api/call';

export type Policy = Schema<'AccessPolicy'>;
export type Problem = Schema<'PolicyProblem'>;
export type Difference = Schema<'PolicyDifference'>;
export type AccessAction = Schema<'AccessAction'>;

export const actions: AccessAction[] = [
  'list', 'read', 'write', 'delete', 'export', 'share', 'reveal', 'execute', 'log-on', 'administer',
];
export const kinds = ['share', 'path', 'database', 'api', 'host', 'system'] as const;
export const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

type Tree = { [key: string]: unknown };

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '' || value === false) return true;
  if (Array.isArray(value)) return value.length === 0;
  return isTree(value) && Object.keys(value).length === 0;
}

/** The member at a dotted path; undefined when it is not there. */
export function member(policy: Policy, path: string): unknown {
  return path.split('.').reduce<unknown>((at, name) => (isTree(at) ? at[name] : undefined), policy);
}

/** A list of texts at a path; what is no text is left out. */
export function texts(policy: Policy, path: string): string[] {
  const value = member(policy, path);
  return Array.isArray(value) ? value.filter((v): v is string => typeof v === 'string') : [];
}

/**
 * The policy with another member at the path. What says nothing is taken away, and a part that holds
 * nothing any more goes with it: the reader of policies refuses empty parts.
 */
export function put(policy: Policy, path: string, value: unknown): Policy {
  const set = (tree: Tree, names: string[]): Tree => {
    const [name, ...rest] = names as [string, ...string[]];
    const next = rest.length === 0 ? value : set(isTree(tree[name]) ? tree[name] : {}, rest);
    if (isEmpty(next)) {
      const { [name]: _gone, ...others } = tree;
      return others;
    }
    return { ...tree, [name]: next };
  };
  return set(policy, path.split('.')) as Policy;
}

/** Index of the policy that a problem is about (`policies[3].actions` → 3), or null. */
export function indexOf(problem: Problem): number | null {
  const found = /^policies\[(\d+)\]/.exec(problem.path);
  return found ? Number(found[1]) : null;
}

/** Problems of one member of one policy, and of what is below it. */
export function problemsAt(problems: Problem[], index: number, path: string): Problem[] {
  const at = `policies[${index}].${path}`;
  return problems.filter(
    (p) => p.path === at || p.path.startsWith(`${at}.`) || p.path.startsWith(`${at}[`),
  );
}

function compare(path: string, before: unknown, after: unknown, out: Difference['changed'][number]['members']) {
  if (isTree(before) && isTree(after)) {
    for (const name of [...new Set([...Object.keys(before), ...Object.keys(after)])].sort()) {
      compare(path ? `${path}.${name}` : name, before[name], after[name], out);
    }
  } else if (JSON.stringify(before) !== JSON.stringify(after)) {
    out.push({ path, before: (before ?? null) as never, after: (after ?? null) as never });
  }
}

/** What the second list changes of the first, by id; the order of policies means nothing. */
export function difference(before: Policy[], after: Policy[]): Difference {
  const old = new Map(before.map((p) => [p.id, p]));
  const now = new Map(after.map((p) => [p.id, p]));
  const changed: Difference['changed'] = [];
  for (const [id, policy] of now) {
    const was = old.get(id);
    if (!was) continue;
    const members: Difference['changed'][number]['members'] = [];
    compare('', was, policy, members);
    if (members.length > 0) changed.push({ id, title: policy.title ?? { zh: id, en: id }, members });
  }
  return {
    added: after.filter((p) => !old.has(p.id)),
    removed: before.filter((p) => !now.has(p.id)),
    changed,
  };
}

export function isSame(d: Difference): boolean {
  return d.added.length === 0 && d.removed.length === 0 && d.changed.length === 0;
}

/** An id that no policy has yet. */
export function freeId(policies: Policy[], wish = 'policy'): string {
  const taken = new Set(policies.map((p) => p.id));
  for (let n = policies.length + 1; ; n++) {
    if (!taken.has(`${wish}-${n}`)) return `${wish}-${n}`;
  }
}
