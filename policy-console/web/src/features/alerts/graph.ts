/** What an alert connects: the picture beside its words. */
import type { Schema } from '../../api/call';
import { fieldText, type JsonObject } from '../../lib/record';

type AlertRecord = Schema<'AlertRecord'>;

export interface Node {
  kind: string;
  id: string;
  /** In how many records it was seen; the middle has all. */
  weight: number;
}

export interface Graph {
  middle: Node;
  around: Node[];
}

/** Fields of events that name something with a page of its own or worth asking for. */
const fields: [kind: string, field: string][] = [
  ['user', 'user.name'],
  ['host', 'host.name'],
  ['source', 'source.ip'],
  ['source', 'destination.ip'],
  ['domain', 'dns.question.name'],
  ['process', 'process.name'],
];

const most = 10;

/** The entity in the middle, around it what its record and its evidence name, most frequent first. */
export function graphOf(record: AlertRecord, evidence: readonly (JsonObject | null)[], related: readonly Schema<'AlertSummary'>[]): Graph {
  const { entity } = record.alert;
  const seen = new Map<string, Node>();
  const add = (kind: string, id: string) => {
    if (id === '' || (kind === entity.type && id === entity.value)) return;
    const key = `${kind} ${id}`;
    const node = seen.get(key) ?? { kind, id, weight: 0 };
    node.weight += 1;
    seen.set(key, node);
  };
  const label = record.alert.explanation?.label as { person?: string; asset?: string } | undefined;
  if (label?.person) add('person', label.person);
  if (label?.asset) add('asset', label.asset);
  for (const one of [record as unknown as JsonObject, ...evidence]) {
    for (const [kind, field] of fields) add(kind, fieldText(one, field));
  }
  for (const alert of related) add('alert', alert.rule.name);
  const around = [...seen.values()].sort((a, b) => b.weight - a.weight).slice(0, most);
  return { middle: { kind: entity.type, id: entity.value, weight: evidence.length + 1 }, around };
}

/** Places on an ellipse, beginning at the left and going round evenly. */
export function placed(count: number, width: number, height: number): { x: number; y: number }[] {
  return Array.from({ length: count }, (_, i) => {
    const angle = Math.PI + (2 * Math.PI * i) / count;
    return { x: width / 2 + (width / 2) * Math.cos(angle), y: height / 2 + (height / 2) * Math.sin(angle) };
  });
}
