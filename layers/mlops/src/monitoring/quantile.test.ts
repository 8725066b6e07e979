import { describe, expect, it } from 'vitest';
import { quantile } from './quantile.ts';

describe('quantile', () => {
  it('interpolates between order statistics at position (n − 1)p', () => {
    // Position 3 · 0.9 = 2.7 among 1 2 4 8: 4 + 0.7 · 4.
    expect(quantile(Float64Array.of(8, 1, 4, 2), 0.9)).toBeCloseTo(6.8, 12);
  });

  it('is the extremes at 0 and 1', () => {
    expect(quantile(Float64Array.of(8, 1, 4), 0)).toBe(1);
    expect(quantile(Float64Array.of(8, 1, 4), 1)).toBe(8);
  });
});
