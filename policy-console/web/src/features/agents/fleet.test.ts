import { expect, it } from 'vitest';
import { type Beat, bytesText, steps, toneOfAgent } from './fleet';

const beat = (epoch: number, seq: number) => ({ epoch, seq }) as Beat;

it('shows what lies between heartbeats, and where a new life begins', () => {
  expect(steps([beat(2, 4), beat(2, 1), beat(1, 90), beat(1, 80)]).map((s) => [s.made, s.fresh])).toEqual([
    [3, false],
    [null, true],
    [10, false],
    [null, false],
  ]);
});

it('is as bad as the worst', () => {
  expect(toneOfAgent({ troubles: [] })).toBe('ok');
  expect(toneOfAgent({ troubles: ['skewed'] })).toBe('warn');
  expect(toneOfAgent({ troubles: ['skewed', 'gaps'] })).toBe('bad');
});

it('writes bytes in the unit they fit', () => {
  expect(bytesText(0, 'en')).toBe('0 B');
  expect(bytesText(1536, 'en')).toBe('1.5 KiB');
  expect(bytesText(5 * 1024 * 1024, 'en')).toBe('5 MiB');
});
