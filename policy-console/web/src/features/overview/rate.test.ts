import { expect, it } from 'vitest';
import { perMinute } from './rate';

it('is what came in per minute', () => {
  expect(perMinute([{ at: 0, count: 5 }])).toBeNull();
  expect(
    perMinute([
      { at: 0, count: 100 },
      { at: 10_000, count: 105 },
      { at: 30_000, count: 150 },
    ]),
  ).toBe(100);
  expect(
    perMinute([
      { at: 0, count: 100 },
      { at: 10_000, count: 5 },
    ]),
  ).toBe(0);
});
