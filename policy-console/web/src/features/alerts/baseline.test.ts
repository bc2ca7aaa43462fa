import { describe, expect, it } from 'vitest';
import { baselineOf } from './baseline';

const day = 86_400_000;
const days = (...totals: number[]) => totals.map((total, i) => ({ at: i * day, total }));

describe('the baseline of an alert', () => {
  it('is the middle of the active days before it', () => {
    expect(baselineOf(days(0, 4, 9, 5, 0, 120), 5 * day)).toEqual({ observed: 120, usual: 5 });
  });

  it('does not count the days of the alert itself', () => {
    expect(baselineOf(days(3, 3, 3, 80, 90), 3 * day)).toEqual({ observed: 90, usual: 3 });
  });

  it('is unknown when little is known', () => {
    expect(baselineOf(days(0, 0, 7, 9, 30), 4 * day)).toEqual({ observed: 30, usual: null });
    expect(baselineOf([], 0)).toEqual({ observed: 0, usual: null });
  });
});
