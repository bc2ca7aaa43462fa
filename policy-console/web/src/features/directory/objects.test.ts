import { expect, it } from 'vitest';
import { bodyOf, changes, tidy } from './objects';

const asset = { id: 'a', version: 3, name: 'Payroll', kind: 'database', tags: ['x'], somethingNew: { a: 1 } };

it('sends back every member that was read, also those no form knows', () => {
  expect(bodyOf<'assets'>(asset as never)).toEqual({ name: 'Payroll', kind: 'database', tags: ['x'], somethingNew: { a: 1 } });
});

it('leaves out what says nothing, and keeps false and zero', () => {
  expect(tidy({ a: '', b: undefined, c: null, d: false, e: 0, f: [] })).toEqual({ d: false, e: 0, f: [] });
});

it('says what somebody else changed', () => {
  expect(changes({ level: 3, tags: ['a'] }, { level: 4, tags: ['a'], owner: 'p1' })).toEqual([
    { field: 'level', before: '3', after: '4' },
    { field: 'owner', before: '', after: 'p1' },
  ]);
});
