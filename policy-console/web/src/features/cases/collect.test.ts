import { describe, expect, it } from 'vitest';
import { missingOf } from './collect';

const file = { evidence: [{ stream: 'events', seq: 3, sha256: '', words: '', at: '', by: '' }] };

describe('collecting evidence', () => {
  it('brings no record twice', () => {
    const steps = missingOf(file, [
      { words: 'a', seqs: [1, 3, 4] },
      { words: 'b', seqs: [4, 5] },
      { words: 'c', seqs: [1] },
    ]);
    expect(steps).toEqual([
      { words: 'a', seqs: [1, 4] },
      { words: 'b', seqs: [5] },
    ]);
  });

  it('goes in steps that the server takes', () => {
    const steps = missingOf({ evidence: [] }, [{ words: 'a', seqs: Array.from({ length: 120 }, (_, i) => i) }]);
    expect(steps.map((step) => step.seqs.length)).toEqual([50, 50, 20]);
  });
});
