import { describe, expect, it } from 'vitest';
import { kendallTau } from './kendall-tau.ts';

describe('kendallTau', () => {
  it('is 1 for equal orderings and -1 for opposite ones', () => {
    expect(kendallTau([1, 2, 3], [10, 20, 30])).toBeCloseTo(1, 12);
    expect(kendallTau([1, 2, 3], [3, 2, 1])).toBeCloseTo(-1, 12);
  });

  it('corrects for ties', () => {
    // Of three pairs one is tied in x; of the others both agree: 2/√(2 · 3).
    expect(kendallTau([1, 1, 2], [1, 2, 3])).toBeCloseTo(2 / Math.sqrt(6), 12);
  });

  it('is undefined when either does not vary', () => {
    expect(kendallTau([1, 1], [1, 2])).toBeUndefined();
    expect(kendallTau([], [])).toBeUndefined();
  });
});
