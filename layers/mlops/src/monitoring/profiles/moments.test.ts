import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeInOrder, mergeOrder } from './merge-trees.testing.ts';
import { mergeMoments, momentsOf, NO_MOMENTS, varianceOf } from './moments.ts';

const LARGEST = Number.MAX_VALUE;
/** Below it doubles lose digits. */
const SMALLEST = 2 ** -1022;

describe('momentsOf', () => {
  it('is count, mean and the sum of squared deviations', () => {
    // Mean (1 + 2 + 6) / 3 = 3; 4 + 1 + 9 = 14.
    expect(momentsOf(Float64Array.of(1, 2, 6))).toEqual({ count: 3, mean: 3, squares: 14 });
  });

  it('has a mean where the sum is too large for a double, and says that the squares are', () => {
    expect(momentsOf(Float64Array.of(LARGEST, LARGEST, LARGEST / 2))).toEqual({
      count: 3,
      mean: expect.closeTo(LARGEST * (5 / 6), -300),
      squares: null,
    });
  });
});

describe('mergeMoments', () => {
  it('is the moments of all values', () => {
    expect(mergeMoments(momentsOf(Float64Array.of(1, 2)), momentsOf(Float64Array.of(6)))).toEqual({
      count: 3,
      mean: expect.closeTo(3, 14),
      squares: expect.closeTo(14, 13),
    });
  });

  it('is commutative, and leaves a side as it is when the other has no values', () => {
    const values = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(values, values, (a, b) => {
        const [left, right] = [momentsOf(Float64Array.from(a)), momentsOf(Float64Array.from(b))];

        expect(mergeMoments(left, right)).toEqual(mergeMoments(right, left));
        expect(mergeMoments(left, NO_MOMENTS)).toBe(left);
        expect(mergeMoments(NO_MOMENTS, left)).toBe(left);
      }),
    );
  });

  it('is associative within rounding, whatever the tree of merges', () => {
    const batch = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(fc.array(batch, { minLength: 2, maxLength: 8 }), mergeOrder, (batches, order) => {
        const all = Float64Array.from(batches.flat());
        const scale = Math.max(...all.map(Math.abs));

        const merged = mergeInOrder(
          batches.map((values) => momentsOf(Float64Array.from(values))),
          mergeMoments,
          order,
        );

        const whole = momentsOf(all);
        expect(merged.count).toBe(all.length);
        expect(Math.abs(merged.mean - whole.mean)).toBeLessThanOrEqual(1e-14 * scale + SMALLEST);
        expect(Math.abs((merged.squares ?? 0) - (whole.squares ?? 0))).toBeLessThanOrEqual(
          1e-13 * all.length * scale ** 2 + SMALLEST,
        );
      }),
    );
  });

  it('keeps the variance of values far from 0', () => {
    const batches = Array.from({ length: 1_000 }, () => momentsOf(Float64Array.of(1e9, 1e9 + 1, 1e9 + 2)));

    expect(varianceOf(batches.reduce(mergeMoments))).toBeCloseTo((2 * 1_000) / 2_999, 9);
  });

  it('stays without squares once they are too large', () => {
    const large = momentsOf(Float64Array.of(LARGEST, -LARGEST));

    const merged = mergeMoments(large, momentsOf(Float64Array.of(1)));

    expect(merged).toEqual({ count: 3, mean: expect.closeTo(1 / 3, 14), squares: null });
    expect(varianceOf(merged)).toBeUndefined();
  });
});

describe('varianceOf', () => {
  it('divides by n − 1', () => {
    expect(varianceOf(momentsOf(Float64Array.of(1, 2, 6)))).toBe(7);
  });

  it('is 0 for fewer than two values', () => {
    expect(varianceOf(momentsOf(Float64Array.of(4)))).toBe(0);
    expect(varianceOf(NO_MOMENTS)).toBe(0);
  });
});
