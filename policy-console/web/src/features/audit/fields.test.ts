import { describe, expect, it } from 'vitest';
import { streams } from './searching';
import { counterpart, pivotFields } from './fields';

describe('pivots', () => {
  it('lead from subjects to objects and back', () => {
    expect(counterpart('events', 'user.name')).toBe('file.path');
    expect(counterpart('events', 'file.path')).toBe('user.name');
    for (const stream of streams) {
      const { subjects, objects } = pivotFields[stream];
      for (const field of subjects) expect(objects).toContain(counterpart(stream, field));
      for (const field of objects) expect(subjects).toContain(counterpart(stream, field));
    }
  });
});
