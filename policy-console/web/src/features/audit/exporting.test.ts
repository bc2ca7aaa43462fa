import { expect, it } from 'vitest';
import { exportOf, usable } from './exporting';

const query = { stream: 'events' as const, q: 'user.name: li.na', from: '2026-11-20T00:00:00Z' };

it('bounds what a query finds by the time of the question', () => {
  expect(exportOf(query, '2026-11-21T00:00:00Z', { kind: 'matches', first: 4, end: 9, purpose: ' 案件 17 ' })).toEqual({
    kind: 'matches',
    query: 'user.name: li.na',
    from: '2026-11-20T00:00:00Z',
    to: '2026-11-21T00:00:00Z',
    first: null,
    end: null,
    purpose: '案件 17',
  });
});

it('leaves the times of a range as they are', () => {
  const range = exportOf({ stream: 'audit' }, '2026-11-21T00:00:00Z', { kind: 'range', first: 4, end: 9, purpose: 'case' });
  expect(range).toMatchObject({ query: null, from: null, to: null, first: 4, end: 9 });
});

it('knows how long an agreement holds', () => {
  const now = Date.parse('2026-11-21T00:00:00Z');
  expect(usable({ state: 'requested', endedAt: null }, now)).toBe(true);
  expect(usable({ state: 'executed', endedAt: '2026-11-19T00:00:00Z' }, now)).toBe(true);
  expect(usable({ state: 'executed', endedAt: '2026-11-17T00:00:00Z' }, now)).toBe(false);
});
