/** Bringing the proof of the alerts into the case. */
import { call, type Schema } from '../../api/call';
import type { Case } from './case';

/** Most records of one step. */
export const mostAtOnce = 50;

export interface Find {
  words: string;
  seqs: number[];
}

/** What is not in the case yet, no record twice, in steps of at most {@link mostAtOnce}. */
export function missingOf(file: Pick<Case, 'evidence'>, finds: readonly Find[]): Find[] {
  const there = new Set(file.evidence.filter((one) => one.stream === 'events').map((one) => one.seq));
  const steps: Find[] = [];
  for (const { words, seqs } of finds) {
    const fresh = seqs.filter((seq) => !there.has(seq) && there.add(seq));
    for (let at = 0; at < fresh.length; at += mostAtOnce) {
      steps.push({ words, seqs: fresh.slice(at, at + mostAtOnce) });
    }
  }
  return steps;
}

/** The records behind each alert, as far as the ledger has them. */
export async function findsOf(alerts: readonly Schema<'AlertSummary'>[], lang: string): Promise<Find[]> {
  const finds: Find[] = [];
  for (const alert of alerts) {
    const { items } = await call('get', '/alerts/{id}/evidence', { path: { id: alert.id } });
    finds.push({
      words: (lang === 'en' ? alert.title.en : alert.title.zh).slice(0, 200),
      seqs: items.flatMap((item) => (item.found && item.seq !== null ? [item.seq] : [])),
    });
  }
  return finds;
}
