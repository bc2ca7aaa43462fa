import { describe, expect, it } from 'vitest';
import { difference, freeId, indexOf, isSame, type Policy, problemsAt, put, texts } from './policy';
import { lineOf, positionOf } from './position';

const policy: Policy = {
  id: 'p1',
  title: { zh: '一', en: 'one' },
  effect: 'allow',
  subjects: { roles: ['clerk'], unknown: 1 },
  conditions: { purposes: ['audit'] },
};

describe('policies', () => {
  it('keep what the form does not know', () => {
    const changed = put(policy, 'subjects.roles', ['clerk', 'lead']);
    expect(changed.subjects).toEqual({ roles: ['clerk', 'lead'], unknown: 1 });
    expect(policy.subjects).toEqual({ roles: ['clerk'], unknown: 1 });
  });

  it('lose parts that say nothing any more', () => {
    expect(put(policy, 'conditions.purposes', [])).not.toHaveProperty('conditions');
    expect(put(policy, 'obligations.watermark', false)).toEqual(policy);
    expect(put(policy, 'resources.levels.min', 2).resources).toEqual({ levels: { min: 2 } });
  });

  it('are compared by id and member', () => {
    const d = difference([policy], [put(policy, 'conditions.purposes', ['tax']), { id: 'p2' }]);
    expect(d.added.map((p) => p.id)).toEqual(['p2']);
    expect(d.changed).toEqual([
      { id: 'p1', title: policy.title, members: [{ path: 'conditions.purposes', before: ['audit'], after: ['tax'] }] },
    ]);
    expect(isSame(difference([policy, { id: 'x' }], [{ id: 'x' }, policy]))).toBe(true);
  });

  it('read lists of texts and find free ids', () => {
    expect(texts(policy, 'subjects.roles')).toEqual(['clerk']);
    expect(texts(policy, 'subjects.persons')).toEqual([]);
    expect(freeId([{ id: 'policy-2' }])).toBe('policy-3');
  });

  it('take the problems of a member and of what is below it', () => {
    const problems = [
      { path: 'policies[1].conditions.times[0].from', zh: '', en: '' },
      { path: 'policies[1].conditionsX', zh: '', en: '' },
      { path: '', zh: '', en: '' },
    ];
    expect(problemsAt(problems, 1, 'conditions')).toHaveLength(1);
    expect(problems.map(indexOf)).toEqual([1, 1, null]);
  });
});

describe('a place in a text', () => {
  const text = '[\n  {"id": "a[1]", "t": {"x": [1, 2]}},\n  {"id": "b",\n   "t": {"x": [3,\n 4]}}\n]';

  it('is found by the path', () => {
    const at = (path: string) => {
      const offset = positionOf(text, path);
      return offset === null ? null : [lineOf(text, offset), text[offset]];
    };
    expect(at('[1].t.x[1]')).toEqual([5, '4']);
    expect(at('[1]')).toEqual([3, '{']);
    expect(at('[0].id')).toEqual([2, '"']);
  });

  it('is the innermost part that is there', () => {
    expect(lineOf(text, positionOf(text, '[1].t.nothing') ?? -1)).toBe(4);
    expect(positionOf('{"a": ', 'a.b')).not.toBeNull();
  });
});
