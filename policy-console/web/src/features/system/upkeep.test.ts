import { expect, it } from 'vitest';
import { backupState, kindOf } from './upkeep';

const now = Date.parse('2026-11-21T00:00:00Z');
const act = (action: string, outcome: string, at: string) => ({ action, outcome, at });

it('tells a fresh backup from an old, a failed and a missing one', () => {
  const fresh = act('store.backup', 'success', '2026-11-20T00:00:00Z');
  const old = act('store.backup', 'success', '2026-11-11T00:00:00Z');
  expect(backupState([fresh], now)).toMatchObject({ word: 'fresh', backup: fresh.at, drill: null });
  expect(backupState([act('store.backup', 'unknown', '2026-11-20T01:00:00Z'), old], now)).toMatchObject({ word: 'old' });
  expect(backupState([act('store.backup', 'failure', '2026-11-20T01:00:00Z'), fresh], now)).toMatchObject({
    word: 'failed',
    backup: fresh.at,
  });
  expect(backupState([], now)).toMatchObject({ word: 'none', backup: null });
});

it('knows what each act is about', () => {
  expect(kindOf('store.shred')).toBe('retention');
  expect(kindOf('store.other')).toBeUndefined();
});
