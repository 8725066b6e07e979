import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { meanWithStandardError } from './mean-with-standard-error.ts';

describe('meanWithStandardError', () => {
  it('is the mean, the deviation with n − 1, and both errors', () => {
    // 1 2 3 6: mean 3, deviations −2 −1 0 3, squares 14: sd √(14/3), naive √(14/12).
    // γ₀ = 14/4; γ₁ = (2 + 0 + 0)/4; lag 1: S = 14/4 + 2·½·2/4 = 4; √(4/4 · 4/3) = √(4/3).
    const result = meanWithStandardError([1, 2, 3, 6], 1);

    expect(result).toEqual({
      count: 4,
      mean: 3,
      standardDeviation: expect.closeTo(Math.sqrt(14 / 3), 12),
      naiveStandardError: expect.closeTo(Math.sqrt(14 / 12), 12),
      neweyWestStandardError: expect.closeTo(Math.sqrt(4 / 3), 12),
    });
  });

  it('makes lag 0 the naive error exactly', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 2, maxLength: 30 }), (series) => {
        const result = meanWithStandardError(series, 0);

        expect(result?.neweyWestStandardError).toBeCloseTo(result?.naiveStandardError ?? Number.NaN, 12);
      }),
    );
  });

  it('never has a negative variance, whatever the lag', () => {
    const series = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 2, maxLength: 12 });
    fc.assert(
      fc.property(series, fc.nat(20), (values, lag) => {
        expect(meanWithStandardError(values, lag)?.neweyWestStandardError).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('has no error for one value and is undefined for none', () => {
    expect(meanWithStandardError([0.5], 4)).toMatchObject({ count: 1, mean: 0.5, naiveStandardError: undefined });
    expect(meanWithStandardError([], 4)).toBeUndefined();
  });

  it('fails for a lag that is no integer ≥ 0', () => {
    expect(() => meanWithStandardError([1, 2], -1)).toThrow('lag is -1');
    expect(() => meanWithStandardError([1, 2], 0.5)).toThrow('lag is 0.5');
  });
});
