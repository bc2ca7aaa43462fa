import { expect, it } from 'vitest';
import { type Figure, microsPerEvent, type Rule, sorted } from './figures';
import { matrixOf } from './attack';
import { columnOf } from './lint';

const rule = (id: string, ...tags: string[]) => ({ id, tags }) as unknown as Rule;
const figure = (id: string, hits: number, nanos: number, evaluated = 10): Figure => ({ id, hits, nanos, evaluated });

it('puts what costs most first and what nobody measured last', () => {
  const rules = [rule('a'), rule('b'), rule('c')];
  const figures = new Map([
    ['a', figure('a', 1, 50)],
    ['c', figure('c', 9, 5)],
  ]);
  expect(sorted(rules, figures, 'cost').map((r) => r.id)).toEqual(['a', 'c', 'b']);
  expect(sorted(rules, figures, 'hits').map((r) => r.id)).toEqual(['c', 'a', 'b']);
  expect(sorted(rules, figures, 'title')).toBe(rules);
});

it('tells the cost of one event', () => {
  expect(microsPerEvent(figure('a', 0, 30_000))).toBe(3);
  expect(microsPerEvent(figure('a', 0, 30_000, 0))).toBeNull();
  expect(microsPerEvent(undefined)).toBeNull();
});

it('lays rules out by tactic and technique', () => {
  const matrix = matrixOf([
    rule('a', 'attack.credential-access', 'attack.t1110.001'),
    rule('b', 'attack.credential_access', 'attack.t1110', 'attack.t1003'),
    rule('c', 'attack.exfiltration'),
  ]);
  const access = matrix.find((column) => column.tactic === 'credential-access');
  expect(access).toMatchObject({ rules: 2, techniques: [{ id: 'T1110', rules: 2 }, { id: 'T1003', rules: 1 }] });
  expect(matrix.find((column) => column.tactic === 'exfiltration')).toMatchObject({ rules: 1, techniques: [] });
  expect(matrix.find((column) => column.tactic === 'impact')).toMatchObject({ rules: 0 });
});

it('finds the place that a problem names', () => {
  expect(columnOf('level: lowest', "unknown level 'lowest'")).toBe(8);
  expect(columnOf('  condition: a and b', "'b' is no part of the detection")).toBe(20);
  expect(columnOf('level: low', 'a rule needs a title')).toBeNull();
  expect(columnOf(undefined, "unknown level 'x'")).toBeNull();
});
