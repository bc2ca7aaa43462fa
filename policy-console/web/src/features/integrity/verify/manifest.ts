/** `manifest.json` of a bundle, with exactly the members of the format. */
import { Fault } from './fault';
import { type Json, Numeral, parseJson } from './strictJson';

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

/** Of `records.csv`: a field of the records, or a name that begins with `#`. */
export interface Column {
  field: string;
  zh: string;
  en: string;
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
  columns: Column[];
  files: BundleFile[];
}

type Check = (value: Json) => boolean;

const mostColumns = 256;

const text: Check = (v) => typeof v === 'string';
const count: Check = (v) => v instanceof Numeral && /^\d+$/.test(v.text) && Number.isSafeInteger(Number(v.text));
const digest: Check = (v) => typeof v === 'string' && /^[0-9a-f]{64}$/.test(v);
const oneOf = (...words: string[]): Check => (v) => typeof v === 'string' && words.includes(v);
const orNull = (check: Check): Check => (v) => v === null || check(v);
const listOf =
  (check: Check, most = Number.POSITIVE_INFINITY): Check =>
  (v) =>
    Array.isArray(v) && v.length <= most && v.every(check);
const shape =
  (members: Record<string, Check>): Check =>
  (v) =>
    v instanceof Map &&
    v.size === Object.keys(members).length &&
    Object.entries(members).every(([name, check]) => v.has(name) && check(v.get(name)!));

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
  columns: listOf(shape({ field: text, zh: text, en: text }), mostColumns),
  files: listOf(shape({ name: text, size: count, sha256: digest, sm3: digest })),
});

/** Of what the form allows. */
function plain(value: Json): unknown {
  if (value instanceof Map) return Object.fromEntries([...value].map(([name, member]) => [name, plain(member)]));
  if (value instanceof Numeral) return Number(value.text);
  return Array.isArray(value) ? value.map(plain) : value;
}

/** @throws Fault `manifest` when it is of another form */
export function readManifest(json: string): Manifest {
  const read = parseJson(json, 'manifest.json');
  if (!form(read)) throw new Fault('manifest');
  return plain(read) as Manifest;
}
