/** People, assets and departments: read one by one, changed with the version that was read. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { call, type Schema } from '../../api/call';
import { ApiProblem } from '../../api/http';

export type Person = Schema<'Person'>;
export type Asset = Schema<'Asset'>;
export type Department = Schema<'Department'>;

export type Kind = 'people' | 'assets' | 'departments';
interface Bodies {
  people: Schema<'PersonBody'>;
  assets: Schema<'AssetBody'>;
  departments: Schema<'DepartmentBody'>;
}
export type Body<K extends Kind> = Bodies[K];
type Versioned<K extends Kind> = Body<K> & { id: string; version: number };

/** The kind as it stands in the paths: `/people`. */
async function read<K extends Kind>(kind: K, id: string, signal?: AbortSignal): Promise<Versioned<K>> {
  const options = { path: { id }, signal };
  const got =
    kind === 'people'
      ? await call('get', '/people/{id}', options)
      : kind === 'assets'
        ? await call('get', '/assets/{id}', options)
        : await call('get', '/departments/{id}', options);
  return got as Versioned<K>;
}

async function write<K extends Kind>(kind: K, id: string, version: number, body: Body<K>): Promise<void> {
  if (kind === 'people') await call('put', '/people/{id}', { path: { id }, version, body: body as Body<'people'> });
  else if (kind === 'assets') await call('put', '/assets/{id}', { path: { id }, version, body: body as Body<'assets'> });
  else await call('put', '/departments/{id}', { path: { id }, version, body: body as Body<'departments'> });
}

async function remove(kind: Kind, id: string, version: number): Promise<void> {
  const options = { path: { id }, version };
  if (kind === 'people') await call('delete', '/people/{id}', options);
  else if (kind === 'assets') await call('delete', '/assets/{id}', options);
  else await call('delete', '/departments/{id}', options);
}

/** Everything of an object but its id and version: what a PUT sends back, also what no form knows. */
export function bodyOf<K extends Kind>(object: Versioned<K>): Body<K> {
  const { id: _id, version: _version, ...body } = object;
  return body as unknown as Body<K>;
}

/** Members that say nothing are not sent; what was never there stays away. */
export function tidy<T extends object>(body: T): T {
  return Object.fromEntries(
    Object.entries(body).filter(([, value]) => value !== undefined && value !== '' && value !== null),
  ) as T;
}

function shown(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return value.join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Members that differ, as text. */
export function changes(before: object, after: object) {
  const old = before as Record<string, unknown>;
  const now = after as Record<string, unknown>;
  return [...new Set([...Object.keys(old), ...Object.keys(now)])]
    .filter((name) => shown(old[name]) !== shown(now[name]))
    .map((field) => ({ field, before: shown(old[field]), after: shown(now[field]) }));
}

export function isCode(problem: unknown, ...codes: string[]): problem is ApiProblem {
  return problem instanceof ApiProblem && codes.includes(problem.code);
}

/** One object, read alone (and so verified by the server); not asked for while `id` is null. */
export function useObject<K extends Kind>(kind: K, id: string | null) {
  return useQuery({
    queryKey: [kind, 'one', id],
    queryFn: ({ signal }) => read(kind, id ?? '', signal),
    enabled: id !== null,
  });
}

/**
 * A form over one object. What was typed stays when somebody else was faster: then `theirs` says what
 * that one changed, and saving again goes out from the newest version.
 */
export function useForm<K extends Kind>(kind: K, object: Versioned<K> | null, blank: Body<K>, onDone: (name: string) => void) {
  const client = useQueryClient();
  const [start] = useState(object);
  const [id, setId] = useState(object?.id ?? '');
  const [body, setBody] = useState<Body<K>>(() => (object ? bodyOf(object) : blank));
  const theirs = start && object && object.version !== start.version ? changes(bodyOf(start), bodyOf(object)) : [];
  const reload = () => client.invalidateQueries({ queryKey: [kind] });
  const save = useMutation({
    mutationFn: (to: Body<K>) => write(kind, object?.id ?? id.trim(), object?.version ?? 0, to),
    onSuccess: (_nothing, to) => onDone(to.name),
    onSettled: reload,
  });
  const removal = useMutation({
    mutationFn: () => remove(kind, object?.id ?? '', object?.version ?? 0),
    onSuccess: () => onDone(''),
    onSettled: reload,
  });
  return {
    id,
    setId,
    body,
    put: (change: Partial<Body<K>>) => setBody((old) => ({ ...old, ...change })),
    theirs,
    save,
    removal,
    busy: save.isPending || removal.isPending,
    problem: save.error ?? removal.error,
  };
}
