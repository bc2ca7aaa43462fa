import type { Schema } from '../../api/call';
import type { Tone } from '../../ui/Lamp';

type Act = Schema<'Upkeep'>['acts'][number];

export const kinds = ['backup', 'retention', 'hold', 'index'] as const;
export type Kind = (typeof kinds)[number];

const byAction: Record<string, Kind> = {
  'store.backup': 'backup',
  'store.restore': 'backup',
  'store.drill-restore': 'backup',
  'store.prune': 'retention',
  'store.shred': 'retention',
  'store.hold': 'hold',
  'store.release': 'hold',
  'store.rebuild-index': 'index',
};

export function kindOf(action: string): Kind | undefined {
  return byAction[action];
}

export interface BackupState {
  tone: Tone;
  word: 'fresh' | 'old' | 'failed' | 'none';
  /** The last that succeeded. */
  backup: string | null;
  drill: string | null;
}

/** A backup is old after two days, as the self-assessment counts. */
const oldMillis = 2 * 86_400_000;

/** From acts, newest first; what was only begun is no backup. */
export function backupState(acts: readonly Pick<Act, 'action' | 'outcome' | 'at'>[], now: number): BackupState {
  const of = (action: string) => acts.filter((a) => a.action === action && a.outcome !== 'unknown');
  const backups = of('store.backup');
  const backup = backups.find((a) => a.outcome === 'success')?.at ?? null;
  const drill = of('store.drill-restore').find((a) => a.outcome === 'success')?.at ?? null;
  if (backups[0]?.outcome === 'failure') return { tone: 'bad', word: 'failed', backup, drill };
  if (backup === null) return { tone: 'bad', word: 'none', backup, drill };
  const old = now - Date.parse(backup) > oldMillis;
  return { tone: old ? 'warn' : 'ok', word: old ? 'old' : 'fresh', backup, drill };
}
