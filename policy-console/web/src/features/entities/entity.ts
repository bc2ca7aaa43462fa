/** Who or what a page is about: its record in the directory, and the filters that find its traces. */
import { useQuery } from '@tanstack/react-query';
import { call, type Schema } from '../../api/call';
import { useSession } from '../../app/session';
import { queryTerm } from '../../lib/record';

export const entityKinds = ['person', 'asset', 'user', 'host', 'source'] as const;
export type EntityKind = (typeof entityKinds)[number];
export type Person = Schema<'Person'>;
export type Asset = Schema<'Asset'>;

export interface Entity {
  kind: EntityKind;
  id: string;
  /** Filter of the alert queue. */
  alerts: { [name: string]: string };
  /** Query for events about it; empty when none can be made. */
  events: string;
}

/** Any of the values, in one field. */
function anyOf(field: string, values: readonly string[]): string {
  if (values.length === 0) return '';
  if (values.length === 1) return queryTerm(field, values[0] ?? '');
  return `${field}: (${values.map((value) => `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`).join(' or ')})`;
}

/** What may stand in an unquoted word of a query. */
const plain = /^[\p{L}\p{N}_./-]+$/u;

/** Events that touch an asset, by its selectors as far as a query can say them. */
export function selectorQuery(selectors: readonly string[]): string {
  const terms = selectors.flatMap((selector) => {
    const cut = selector.indexOf(':');
    const [kind, what] = [selector.slice(0, cut), selector.slice(cut + 1)];
    if (kind === 'host') return [queryTerm('host.name', what)];
    if (kind === 'path') {
      const beginning = what.replace(/\*+.*$/, '');
      if (beginning === what) return [queryTerm('file.path', what)];
      return plain.test(beginning) ? [`file.path: ${beginning}*`] : [];
    }
    return [];
  });
  return terms.map((term) => (terms.length > 1 ? `(${term})` : term)).join(' or ');
}

export function entityOf(kind: EntityKind, id: string, record: { accounts?: string[]; selectors?: string[] }): Entity {
  switch (kind) {
    case 'person':
      return { kind, id, alerts: { person: id }, events: anyOf('user.name', record.accounts ?? []) };
    case 'asset':
      return { kind, id, alerts: { asset: id }, events: selectorQuery(record.selectors ?? []) };
    case 'user':
      return { kind, id, alerts: { user: id }, events: queryTerm('user.name', id) };
    case 'host':
      return { kind, id, alerts: { host: id }, events: queryTerm('host.name', id) };
    case 'source':
      return { kind, id, alerts: { entity: id }, events: queryTerm('source.ip', id) };
  }
}

export function usePerson(id: string | undefined) {
  const { can } = useSession();
  return useQuery({
    queryKey: ['person', id],
    queryFn: ({ signal }) => call('get', '/people/{id}', { path: { id: id ?? '' }, signal }),
    enabled: Boolean(id) && can('person:read'),
    retry: false,
  });
}

export function useAsset(id: string | undefined) {
  const { can } = useSession();
  return useQuery({
    queryKey: ['asset', id],
    queryFn: ({ signal }) => call('get', '/assets/{id}', { path: { id: id ?? '' }, signal }),
    enabled: Boolean(id) && can('asset:read'),
    retry: false,
  });
}

/** The person an account belongs to, if the directory knows. */
export function useOwnerOf(account: string | undefined) {
  const { can } = useSession();
  return useQuery({
    queryKey: ['person-of', account],
    queryFn: async ({ signal }) => {
      const page = await call('get', '/people', { query: { q: account, limit: 50 }, signal });
      return page.items.find((one) => one.accounts?.includes(account ?? '')) ?? null;
    },
    enabled: Boolean(account) && can('person:read'),
  });
}
