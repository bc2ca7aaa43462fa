import { describe, expect, it } from 'vitest';
import { spanOf } from './virtual';

describe('rows near the screen', () => {
  it('are few of many', () => {
    expect(spanOf(50_000, 700, 50, 100_000, 10)).toEqual({ first: 990, end: 1024 });
  });

  it('end with the table', () => {
    expect(spanOf(0, 700, 50, 3, 10)).toEqual({ first: 0, end: 3 });
    expect(spanOf(9_000, 700, 50, 100, 10)).toEqual({ first: 100, end: 100 });
    expect(spanOf(0, 700, 50, 0, 10)).toEqual({ first: 0, end: 0 });
  });
});
