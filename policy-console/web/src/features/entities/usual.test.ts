import { describe, expect, it } from 'vitest';
import { compared, perDay, riskOf, unusualDays } from './usual';

describe('usual and unusual', () => {
  it('marks days far above the others', () => {
    expect(unusualDays([9, 8, 10, 340, 9])).toEqual([false, false, false, true, false]);
    expect(unusualDays([0, 0, 0, 4])).toEqual([false, false, false, false]);
    expect(unusualDays([100])).toEqual([false]);
  });

  it('puts what was never seen before first', () => {
    const now = [
      { text: 'fs01', count: 300 },
      { text: '10.20.9.77', count: 3 },
    ];
    expect(compared(now, [{ text: 'fs01', count: 40 }]).map((one) => one.text)).toEqual(['10.20.9.77', 'fs01']);
  });

  it('counts no false alarms as risk', () => {
    expect(riskOf({ severity: 'critical', disposition: null })).toBe(10);
    expect(riskOf({ severity: 'critical', disposition: 'false_positive' })).toBe(0);
  });

  it('has every day, also the quiet ones', () => {
    const day = 86_400_000;
    const days = perDay([{ at: 2.5 * day, value: 4 }, { at: 2.1 * day, value: 1 }], 0, 3 * day);
    expect(days.map((one) => one.total)).toEqual([0, 0, 5]);
  });
});
