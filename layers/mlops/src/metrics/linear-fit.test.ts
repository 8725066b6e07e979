import { describe, expect, it } from 'vitest';
import { linearFit } from './linear-fit.ts';

describe('linearFit', () => {
  it('is least squares', () => {
    // Deviations of x −1 0 1, of y −1 −1 2: slope 3/2; means 2 and 2: intercept −1.
    expect(linearFit([1, 2, 3], [1, 1, 4])).toEqual({ intercept: -1, slope: 1.5 });
  });

  it('is undefined for fewer than 2 points or when x does not vary', () => {
    expect(linearFit([1], [1])).toBeUndefined();
    expect(linearFit([0.1, 0.1, 0.1], [1, 2, 3])).toBeUndefined();
  });
});
