import { describe, expect, it } from 'vitest';
import { scaleOf } from './threshold';

describe('the scale of a threshold', () => {
  it('has what is too much beyond the limit', () => {
    const scale = scaleOf('gte', 10, 24);
    expect(scale.within).toEqual([0, scale.limit]);
    expect(scale.observed).toBeGreaterThan(scale.limit);
    expect(scale.observed).toBeLessThan(1);
    expect(scale.times).toBeCloseTo(2.4);
  });

  it('has what is too little before it', () => {
    const scale = scaleOf('lt', 10, 3);
    expect(scale.within).toEqual([scale.limit, 1]);
    expect(scale.observed).toBeLessThan(scale.limit);
    expect(scale.times).toBeNull();
  });

  it('stands when nothing was seen and nothing allowed', () => {
    expect(scaleOf('gte', 0, 0)).toEqual({ limit: 0, observed: 0, within: [0, 0], times: null });
  });
});
