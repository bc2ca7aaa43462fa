/** The API as `openapi.yaml` describes it: `schema.ts` is generated from it (`npm run generate`). */
import { request } from './http';
import type { components, paths } from './schema';

/** A shape of the API by its name in `openapi.yaml`. */
export type Schema<N extends keyof components['schemas']> = components['schemas'][N];

type Method = 'get' | 'post' | 'put' | 'delete' | 'patch';
type Operation<P extends keyof paths, M extends Method> = Exclude<paths[P][M & keyof paths[P]], undefined>;
/** The paths that know the method. */
type PathOf<M extends Method> = {
  [P in keyof paths]: Operation<P, M> extends { responses: unknown } ? P : never;
}[keyof paths];

type Json<R> = R extends { content: { 'application/json': infer T } } ? T : never;
type Success<R> = 200 extends keyof R ? Json<R[200]> : 201 extends keyof R ? Json<R[201]> : 202 extends keyof R ? Json<R[202]> : never;
/** What a successful call answers; `undefined` where it has no body. */
type Answer<O> = O extends { responses: infer R } ? ([Success<R>] extends [never] ? undefined : Success<R>) : never;

type Path<O> = O extends { parameters: { path: infer T } } ? T : undefined;
type Query<O> = O extends { parameters: { query?: infer T } } ? T : undefined;
type Body<O> = O extends { requestBody?: { content: { 'application/json': infer T } } } ? T : undefined;

type Options<O> = (Path<O> extends undefined ? unknown : { path: Path<O> }) & {
  query?: Query<O>;
  body?: Body<O>;
  /** The version that was read; sent as `If-Match`. 0: it must not exist yet. */
  version?: number;
  /** Sent as `Idempotency-Key`: a repetition of the call does nothing twice. */
  once?: string;
  signal?: AbortSignal;
};

type Arguments<O> = object extends Options<O> ? [options?: Options<O>] : [options: Options<O>];

/** The path with its parameters put in. */
export function filled(path: string, values: Record<string, unknown> = {}): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined || value === '') throw new Error(`${path} needs ${name}`);
    return encodeURIComponent(String(value));
  });
}

/** Calls an operation: `call('get', '/alerts/{id}', { path: { id } })`. */
export function call<M extends Method, P extends PathOf<M>>(
  method: M,
  path: P,
  ...[options]: Arguments<Operation<P, M>>
): Promise<Answer<Operation<P, M>>> {
  const given = (options ?? {}) as {
    path?: Record<string, unknown>;
    query?: Record<string, string | number | undefined | null>;
    body?: unknown;
    version?: number;
    once?: string;
    signal?: AbortSignal;
  };
  const headers: Record<string, string> = {};
  if (given.version !== undefined) headers['If-Match'] = `"${given.version}"`;
  if (given.once) headers['Idempotency-Key'] = given.once;
  return request(method.toUpperCase(), filled(path as string, given.path), {
    query: given.query,
    body: given.body,
    headers,
    signal: given.signal,
  });
}
