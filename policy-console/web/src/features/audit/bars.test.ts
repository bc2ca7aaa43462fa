import { expect, it } from 'vitest';
import { barsOf } from './bars';

const to = '2026-11-21T10:00:00Z';

it('spans what was asked for and every bar', () => {
  const buckets = [
    { t: '2026-11-21T08:00:00Z', count: 3 },
    { t: '2026-11-21T09:00:00Z', count: 9 },
  ];
  const bars = barsOf({ interval: 'PT1H', buckets }, '2026-11-21T07:30:00Z', to);
  expect(bars).toMatchObject({ step: 3_600_000, top: 9, begin: Date.parse('2026-11-21T07:30:00Z') });
  expect(bars.begin + bars.span).toBe(Date.parse(to));
});

it('begins with the first bar when the time is open, and is never empty', () => {
  expect(barsOf({ interval: 'PT1M', buckets: [{ t: '2026-11-21T09:59:30Z', count: 1 }] }, undefined, to)).toMatchObject({
    begin: Date.parse('2026-11-21T09:59:30Z'),
    span: 60_000,
  });
  expect(barsOf(undefined, undefined, to).span).toBe(60_000);
});
