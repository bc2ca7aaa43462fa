/** `manifest.json` of a bundle, with exactly the members of the format. */
import { Fault } from './fault';
import { parseStrict, type Value } from './strictJson';

export interface BundleFile {
  name: string;
  size: number;
  sha256: string;
  sm3: string;
}

export interface BundleLog {
  origin: string;
  first: number;
  size: number;
  records: number;
}

export interface Manifest {
  format: string;
  site: string;
  stream: string;
  kind: 'range' | 'records';
  from: number;
  to: number;
  records: number;
  matches: number | null;
  query: { language: string; text: string; since: string | null; until: string | null } | null;
  export: { id: string; at: string; by: string; purpose: string; approval: string | null; tool: string };
  logs: BundleLog[];
  columns: { field: string; zh: string; en: string }[];
  files: BundleFile[];
}

type Check = (value: Value) => boolean;

const text: Check = (v) => typeof v === 'string';
const count: Check = (v) => typeof v === 'number' && v >= 0;
const digest: Check = (v) => typeof v === 'string' && /^[0-9a-f]{64}$/.test(v);
const oneOf = (...words: string[]): Check => (v) => typeof v === 'string' && words.includes(v);
const orNull = (check: Check): Check => (v) => v === null || check(v);
const listOf = (check: Check): Check => (v) => Array.isArray(v) && v.every(check);
const shape =
  (members: Record<string, Check>): Check =>
  (v) =>
    typeof v === 'object' &&
    v !== null &&
    !Array.isArray(v) &&
    Object.keys(v).length === Object.keys(members).length &&
    Object.entries(members).every(([name, check]) => Object.hasOwn(v, name) && check(v[name]!));

const form = shape({
  format: oneOf('watchfire-evidence/1'),
  site: text,
  stream: oneOf('events', 'alerts', 'audit', 'deadletter'),
  kind: oneOf('range', 'records'),
  from: count,
  to: count,
  records: count,
  matches: orNull(count),
  query: orNull(
    shape({ language: oneOf('watchfire-kql/1'), text, since: orNull(text), until: orNull(text) }),
  ),
  export: shape({ id: text, at: text, by: text, purpose: text, approval: orNull(text), tool: text }),
  logs: listOf(shape({ origin: text, first: count, size: count, records: count })),
  columns: listOf(shape({ field: text, zh: text, en: text })),
  files: listOf(shape({ name: text, size: count, sha256: digest, sm3: digest })),
});

/** @throws Fault `manifest` when it is of another form */
export function readManifest(json: string): Manifest {
  const read = parseStrict(json, 'manifest.json');
  if (!form(read)) throw new Fault('manifest');
  return read as unknown as Manifest;
}
