import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kolmogorovSmirnov, welchTStatistic } from './regime-separation.ts';

const samples = fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 1, maxLength: 20 });
const shareAtMost = (values: readonly number[], x: number) => values.filter((v) => v <= x).length / values.length;

describe('kolmogorovSmirnov', () => {
  it('is the largest gap between the empirical distributions', () => {
    fc.assert(
      fc.property(samples, samples, (first, second) => {
        const gaps = [...first, ...second].map((x) => Math.abs(shareAtMost(first, x) - shareAtMost(second, x)));

        expect(kolmogorovSmirnov(first, second)).toBeCloseTo(Math.max(...gaps), 12);
      }),
    );
  });

  it('is undefined for an empty sample', () => {
    expect(kolmogorovSmirnov([], [1])).toBeUndefined();
  });
});

describe('welchTStatistic', () => {
  it('is the difference of means over its standard error', () => {
    // Means 2 and 5, variances 1 and 4 of three each: −3/√(5/3).
    expect(welchTStatistic([1, 2, 3], [3, 5, 7])).toBeCloseTo(-3 / Math.sqrt(5 / 3), 12);
  });

  it('is undefined for fewer than 2 values in a sample or no variance in both', () => {
    expect(welchTStatistic([1], [1, 2])).toBeUndefined();
    expect(welchTStatistic([1, 1], [2, 2])).toBeUndefined();
  });
});
