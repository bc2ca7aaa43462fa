import type { Schema } from '../../api/call';
import type { Tone } from '../../ui/Lamp';

export type FleetAgent = Schema<'FleetAgent'>;
export type Trouble = FleetAgent['troubles'][number];
export type Beat = Schema<'AgentBeat'>;

export const troubles: readonly Trouble[] = ['silent', 'never', 'gaps', 'lagging', 'dropping', 'certificate', 'skewed'];

const grave: readonly Trouble[] = ['silent', 'gaps'];

/** By its worst trouble. */
export function toneOfAgent(agent: Pick<FleetAgent, 'troubles'>): Tone {
  if (agent.troubles.some((t) => grave.includes(t))) return 'bad';
  return agent.troubles.length > 0 ? 'warn' : 'ok';
}

/** 1,536 is 1.5 KiB. */
export function bytesText(bytes: number, lang: string): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${new Intl.NumberFormat(lang, { maximumFractionDigits: 1 }).format(value)} ${units[unit]}`;
}

export interface Step {
  beat: Beat;
  /** Events made since the heartbeat before, within one epoch; null where an epoch begins. */
  made: number | null;
  /** Whether a new epoch begins here: the spool was lost or replaced. */
  fresh: boolean;
}

/** Heartbeats, newest first, with what happened between them. */
export function steps(beats: readonly Beat[]): Step[] {
  return beats.map((beat, i) => {
    const before = beats[i + 1];
    const same = before !== undefined && before.epoch === beat.epoch;
    const made = same && beat.seq !== null && before.seq !== null ? beat.seq - before.seq : null;
    return { beat, made, fresh: before !== undefined && !same };
  });
}
