import { describe, expect, it } from 'vitest';
import { fitStandardiser } from './standardiser.ts';

const rowsOf = (...columns: number[][]) => ({
  rows: columns[0].length,
  featureNames: columns.map((_, f) => `x${f}`),
  values: Float64Array.from(columns.flat()),
});

describe('fitStandardiser', () => {
  it('takes mean and population deviation of the rows that are known', () => {
    // 1, 3, 5: mean 3, variance (4 + 0 + 4)/3.
    const { offset, scale, constant } = fitStandardiser(rowsOf([1, 3, Number.NaN, 5]));

    expect(offset).toEqual([3]);
    expect(scale[0]).toBeCloseTo(1 / Math.sqrt(8 / 3), 12);
    expect(constant).toEqual([]);
  });

  it('weighs rows, and leaves out those of weight 0', () => {
    // 1 twice and 4 once: mean 2, variance (1 + 1 + 4)/3 = 2.
    const { offset, scale } = fitStandardiser(rowsOf([1, 4, 100]), [2, 1, 0]);

    expect(offset[0]).toBeCloseTo(2, 12);
    expect(scale[0]).toBeCloseTo(1 / Math.SQRT2, 12);
  });

  it('calls a column constant where rounding alone makes it vary, or all of it is missing', () => {
    const tenths = Array.from({ length: 1_000 }, () => 0.1);
    const missing = tenths.map(() => Number.NaN);
    const varying = tenths.map((value, row) => value + 1e-9 * row);

    const { constant, scale } = fitStandardiser(rowsOf(tenths, missing, varying));

    expect(constant).toEqual([0, 1]);
    expect(scale.slice(0, 2)).toEqual([1, 1]);
  });
});
