import { describe, expect, it } from 'vitest';
import { allows, allowsSome } from './permission';
import { resolveRange } from './range';
import { addTerm, fieldOf, fieldText, flatten, queryTerm } from './record';
import { parseSearch, stringifySearch, strings } from './search';

describe('permissions', () => {
  it('follow the rules of Shiro wildcards', () => {
    expect(allows(['user:*'], 'user:write')).toBe(true);
    expect(allows(['audit:read'], 'audit:read:events')).toBe(true);
    expect(allows(['alert:read,triage'], 'alert:triage')).toBe(true);
    expect(allows(['audit:read:audit'], 'audit:read')).toBe(false);
    expect(allows(['audit:read:audit'], 'audit:read:events')).toBe(false);
    expect(allows([], 'alert:read')).toBe(false);
    expect(allows(['alert:reader'], 'alert:read')).toBe(false);
  });

  it('open a page to who may see a part of it', () => {
    expect(allowsSome(['audit:read:audit'], 'audit:read')).toBe(true);
    expect(allowsSome(['audit:readall'], 'audit:read')).toBe(false);
  });
});

describe('ranges', () => {
  const now = new Date('2026-11-21T20:00:00Z');

  it('move with the clock or stand still', () => {
    expect(resolveRange({ t: '15m' }, '24h', now)).toEqual({ from: '2026-11-21T19:45:00.000Z' });
    expect(resolveRange({}, '24h', now)).toEqual({ from: '2026-11-20T20:00:00.000Z' });
    expect(resolveRange({ t: 'all' }, '24h', now)).toEqual({});
    expect(resolveRange({ t: '1h', from: 'a', to: 'b' }, '24h', now)).toEqual({ from: 'a', to: 'b' });
  });

  it('fall back when the URL holds nonsense', () => {
    expect(resolveRange({ t: '<script>' }, '1h', now)).toEqual({ from: '2026-11-21T19:00:00.000Z' });
  });
});

describe('records', () => {
  it('are read by dotted name, nested or not', () => {
    const record = { user: { name: 'li.na' }, 'source.ip': '10.0.0.1', a: { 'b.c': { d: 4 } } };
    expect(fieldOf(record, 'user.name')).toBe('li.na');
    expect(fieldOf(record, 'source.ip')).toBe('10.0.0.1');
    expect(fieldOf(record, 'a.b.c.d')).toBe(4);
    expect(fieldOf(record, 'user.id')).toBeUndefined();
    expect(fieldOf({ user: null }, 'user.name')).toBeUndefined();
    expect(fieldText(record, 'user.id', 'user.name')).toBe('li.na');
    expect(fieldText({ tags: ['a', 'b'] }, 'tags')).toBe('a, b');
  });

  it('do not leak the prototype', () => {
    expect(fieldOf({}, 'constructor')).toBeUndefined();
    expect(fieldOf({}, 'toString')).toBeUndefined();
  });

  it('flatten to leaves in order', () => {
    expect(flatten({ b: { c: 1, d: {} }, a: [1] })).toEqual([
      ['b.c', 1],
      ['b.d', {}],
      ['a', [1]],
    ]);
  });

  it('become query terms that cannot break out of their quotes', () => {
    expect(queryTerm('user.name', 'li.na')).toBe('user.name: "li.na"');
    expect(queryTerm('a', 'x" or b: "y\\')).toBe('a: "x\\" or b: \\"y\\\\"');
    expect(queryTerm('n', 5, true)).toBe('not n: 5');
    expect(addTerm('', 'a: 1')).toBe('a: 1');
    expect(addTerm('a: 1 or b: 2', 'c: 3')).toBe('(a: 1 or b: 2) and c: 3');
  });
});

describe('search parameters', () => {
  it('survive the way to the URL and back', () => {
    const search = { q: 'user.name: "李娜" & a+b=c%', status: 'new,closed', rec: 'events:5' };
    expect(parseSearch(stringifySearch(search))).toEqual(search);
    expect(stringifySearch({ status: 'new,closed' })).toBe('?status=new,closed');
    expect(stringifySearch({ a: undefined, b: '' })).toBe('');
  });

  it('keep only known names', () => {
    expect(strings('a')({ a: 'x', b: 'y' })).toEqual({ a: 'x' });
    expect(strings('a')({ a: { nested: true } })).toEqual({});
  });
});
