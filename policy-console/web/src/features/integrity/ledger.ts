import type { Schema } from '../../api/call';
import type { Tone } from '../../ui/Lamp';

export type Picture = Schema<'LedgerPicture'>;
export type LedgerStream = Picture['streams'][number];
export type Log = Schema<'LedgerLog'>;

/** Whether the checkpoints of a stream are good: signed, and cosigned by enough witnesses. */
export function toneOfStream(stream: LedgerStream): Tone {
  if (stream.problem !== null) return 'bad';
  const current = stream.logs[0];
  if (!current) return 'none';
  return current.quorum === false ? 'warn' : 'ok';
}

/** The store's own checks of one kind, `witness-…` or `index-…`, without the prefix. */
export function checksOf(picture: Picture, prefix: string): { name: string; status: string; detail: string }[] {
  return picture.store.checks
    .filter((c) => c.name.startsWith(prefix))
    .map((c) => ({ ...c, name: c.name.slice(prefix.length) }));
}

export function toneOfStatus(status: string): Tone {
  if (status === 'up') return 'ok';
  return status === 'down' ? 'bad' : 'warn';
}

/** What comparing the index with the ledgers has found, over all streams. */
export function compared(picture: Picture): { runs: number; records: number; repaired: number; tampered: number } {
  return picture.store.comparisons.reduce(
    (sum, c) => ({
      runs: sum.runs + c.runs,
      records: sum.records + c.compared,
      repaired: sum.repaired + c.repaired,
      tampered: sum.tampered + c.tampered,
    }),
    { runs: 0, records: 0, repaired: 0, tampered: 0 },
  );
}
