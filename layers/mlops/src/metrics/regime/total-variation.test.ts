import { describe, expect, it } from 'vitest';
import { meanTotalVariation } from './total-variation.ts';

describe('meanTotalVariation', () => {
  it('is 0 for equal probabilities and 1 for certainties of other regimes', () => {
    expect(meanTotalVariation([1, 0, 0.5, 0.5], [0, 1, 0.5, 0.5], 2)).toBe(0.5);
  });

  it('is undefined for no bars', () => {
    expect(meanTotalVariation([], [], 2)).toBeUndefined();
  });
});
