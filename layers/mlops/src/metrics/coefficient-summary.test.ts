import { describe, expect, it } from 'vitest';
import { coefficientSummary } from './coefficient-summary.ts';

describe('coefficientSummary', () => {
  it('has the ratio plain and annualised, and both t-statistics', () => {
    // Mean 0.02, sd 0.01: ratio 2, annualised by √(252/7) = 6; naive error 0.01/√3.
    const summary = coefficientSummary([0.01, 0.02, 0.03], 1, 7);

    expect(summary).toMatchObject({ dates: 3, mean: expect.closeTo(0.02, 15), ratio: expect.closeTo(2, 12) });
    expect(summary?.annualisedRatio).toBeCloseTo(12, 12);
    expect(summary?.tStatisticNaive).toBeCloseTo(2 * Math.sqrt(3), 12);
    expect(summary?.tStatistic).toBeCloseTo(summary?.tStatisticNaive ?? Number.NaN, 12);
  });

  it('judges overlapping outcomes by a larger error where they correlate', () => {
    const summary = coefficientSummary([0.05, 0.05, 0.04, 0.05, 0.05, 0, 0, -0.01, 0, 0], 3, 3);

    expect(summary?.tStatistic).toBeLessThan(summary?.tStatisticNaive ?? 0);
  });

  it('has no ratio for one date or equal ones, and is undefined for none', () => {
    expect(coefficientSummary([0.1], 1, 1)).toMatchObject({ ratio: undefined, tStatistic: undefined });
    expect(coefficientSummary([0.5, 0.5], 1, 1)).toMatchObject({ ratio: undefined, tStatisticNaive: undefined });
    expect(coefficientSummary([], 1, 1)).toBeUndefined();
  });
});
