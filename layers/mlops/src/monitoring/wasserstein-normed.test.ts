import { InvalidInputError } from '@optaic/mlops/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sortedFinite, wassersteinDistance, wassersteinNorm, wassersteinNormed } from './wasserstein-normed.ts';

const A = Float64Array.of(1.2, 2.5, 2.9, 3.1, 3.8, 4.4, 4.9, 5.0, 5.7, 6.3);
const B = Float64Array.of(2.0, 3.3, 3.9, 4.1, 4.6, 5.5, 6.1, 6.6, 7.2, 7.9, 8.4, 9.0);

describe('wassersteinNormed', () => {
  it("is Evidently's score", () => {
    expect(wassersteinNormed(A, B)).toBeCloseTo(1.163062332617938, 14);
  });

  it('does not depend on the order of the values', () => {
    expect(wassersteinNormed(A.toReversed(), B.toReversed())).toBe(wassersteinNormed(A, B));
  });

  it('drops missing and infinite values', () => {
    const reference = Float64Array.of(Number.NaN, ...A, Number.POSITIVE_INFINITY);
    const current = Float64Array.of(...B, Number.NEGATIVE_INFINITY, Number.NaN);

    expect(wassersteinNormed(reference, current)).toBe(wassersteinNormed(A, B));
  });

  it('divides by at least 0.001', () => {
    expect(wassersteinNormed(Float64Array.of(1, 1), Float64Array.of(1.5))).toBeCloseTo(500, 9);
  });

  it('is 0 for equal distributions', () => {
    expect(wassersteinNormed(A, Float64Array.of(...A, ...A))).toBeCloseTo(0, 14);
  });

  it('fails when a side has no finite value', () => {
    expect(() => wassersteinNormed(A, Float64Array.of(Number.NaN))).toThrow(InvalidInputError);
    expect(() => wassersteinNormed(A, Float64Array.of(Number.NaN))).toThrow('the current side has no finite value');
    expect(() => wassersteinNormed(Float64Array.of(), B)).toThrow('the reference side has no finite value');
  });
});

describe('wassersteinDistance', () => {
  it("is SciPy's distance", () => {
    expect(wassersteinDistance(A, B)).toBeCloseTo(1.7366666666666666, 14);
  });

  it('is the mean distance of the order statistics when the sizes are equal', () => {
    // |0 − 1| + |1 − 2| + |3 − 9| = 8 over 3.
    expect(wassersteinDistance(Float64Array.of(0, 1, 3), Float64Array.of(1, 2, 9))).toBeCloseTo(8 / 3, 14);
  });

  it('agrees with the integral of the distance of the distribution functions', () => {
    const values = fc.array(fc.integer({ min: -6, max: 6 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(values, values, (left, right) => {
        const share = (side: number[], at: number) => side.filter((value) => value <= at).length / side.length;
        let expected = 0;
        for (let at = -6; at < 6; at++) expected += Math.abs(share(left, at) - share(right, at));

        const distance = wassersteinDistance(Float64Array.from(left).sort(), Float64Array.from(right).sort());

        expect(distance).toBeCloseTo(expected, 12);
      }),
    );
  });
});

describe('wassersteinNorm', () => {
  it('is the population standard deviation', () => {
    expect(wassersteinNorm(A)).toBeCloseTo(1.493184516394407, 14);
  });
});

describe('sortedFinite', () => {
  it('leaves its argument as it is', () => {
    const values = Float32Array.of(3, Number.NaN, 1);

    expect([...sortedFinite(values)]).toEqual([1, 3]);
    expect([...values]).toEqual([3, Number.NaN, 1]);
  });
});
