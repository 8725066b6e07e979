import { describe, expect, it } from 'vitest';
import { sampleMoments } from './sample-moments.ts';

describe('sampleMoments', () => {
  it('has mean, deviation with n − 1, and the shape of the population', () => {
    // Deviations −1 −1 −1 3: m₂ = 3, m₃ = 6, m₄ = 21.
    const moments = sampleMoments([0, 0, 0, 4]);

    expect(moments).toMatchObject({ count: 4, mean: 1, standardDeviation: 2 });
    expect(moments?.skewness).toBeCloseTo(6 / 3 ** 1.5, 12);
    expect(moments?.kurtosis).toBeCloseTo(21 / 9, 12);
  });

  it('has no shape without variance, however the mean is rounded, and no deviation for one value', () => {
    expect(sampleMoments([0.1, 0.1, 0.1])).toEqual({ count: 3, mean: 0.1, standardDeviation: 0 });
    expect(sampleMoments([2])).toEqual({ count: 1, mean: 2 });
  });

  it('is undefined for an empty series, and fails for a gap', () => {
    expect(sampleMoments([])).toBeUndefined();
    expect(() => sampleMoments([1, Number.NaN])).toThrow('value 1 of the series is NaN; leave out what is undefined');
  });
});
