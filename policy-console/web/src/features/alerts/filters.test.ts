import { describe, expect, it } from 'vitest';
import { boxOf, bulkQueryOf, isFiltered, queryOf, viewOf } from './filters';

const now = new Date('2026-11-22T12:00:00Z');

describe('the filters of the queue', () => {
  it('begin with what is new or mine', () => {
    expect(queryOf({}, 'wang', now)).toEqual({ status: 'new,acknowledged', assignee: '-,wang' });
    expect(boxOf({ status: 'nonsense' })).toBe('mine');
  });

  it('let a chosen assignee stand', () => {
    expect(queryOf({ assignee: 'me' }, 'wang', now).assignee).toBe('wang');
    expect(queryOf({ assignee: '-' }, 'wang', now).assignee).toBe('-');
    expect(queryOf({ status: 'open' }, 'wang', now).assignee).toBeUndefined();
  });

  it('ask for everything without a state', () => {
    expect(queryOf({ status: 'all', host: 'fs01' }, 'wang', now)).toEqual({ host: 'fs01' });
  });

  it('work out a moving range', () => {
    expect(queryOf({ status: 'all', t: '1h' }, 'wang', now)).toEqual({ from: '2026-11-22T11:00:00.000Z' });
  });

  it('are arrays for a bulk act where there may be several', () => {
    expect(bulkQueryOf({ status: 'new,acknowledged', severity: 'high', assignee: '-,wang', q: 'a,b' })).toEqual({
      status: ['new', 'acknowledged'],
      severity: ['high'],
      assignee: '-,wang',
      q: 'a,b',
    });
  });

  it('know whether something narrows', () => {
    expect(isFiltered({ status: 'closed', sel: 'x' })).toBe(false);
    expect(isFiltered({ rule: 'r' })).toBe(true);
  });

  it('leave out of a view what is only being looked at', () => {
    expect(viewOf({ status: 'new', sel: 'a', job: '4', by: 'rule', cols: 'rule' })).toEqual({ status: 'new' });
  });
});
