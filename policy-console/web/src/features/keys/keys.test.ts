import { expect, it } from 'vitest';
import { actsOf, hierarchy, type Key, keyStates } from './keys';

function key(id: string, kind: Key['kind'], domain: string | null = null): Key {
  return { id, kind, domain, purpose: '', description: '', version: 1, state: 'active', sealed: 0, rotationDue: false, createdAt: '', createdBy: '' };
}

const keys = [key('d2', 'data', 'b'), key('b', 'domain'), key('a', 'domain'), key('d1', 'data', 'b'), key('d3', 'data', 'gone')];

it('puts data keys below their domain keys, and those without one at the end', () => {
  const tree = hierarchy(keys, () => true);
  expect(tree.map((b) => [b.domain?.id ?? null, b.data.map((d) => d.id)])).toEqual([
    ['a', []],
    ['b', ['d1', 'd2']],
    [null, ['d3']],
  ]);
});

it('keeps the domain of a key that fits', () => {
  expect(hierarchy(keys, (k) => k.id === 'd1').map((b) => b.domain?.id)).toEqual(['b']);
});

it('lets an active version be destroyed in no single step, and a destroyed one come back in none', () => {
  expect(actsOf('active', 'data')).not.toContain('destroy');
  expect(actsOf('destroyed', 'data')).toEqual(['compromise']);
  expect(actsOf('destroyed-compromised', 'data')).toEqual([]);
  for (const state of keyStates) expect(actsOf(state, 'domain')).not.toContain('export');
});
