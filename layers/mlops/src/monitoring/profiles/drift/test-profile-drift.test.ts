import { InvalidInputError } from '@optaic/mlops/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { categoricalColumn, numericColumn } from '../../columns/build-columns.ts';
import { sortedFinite, wassersteinNormed } from '../../wasserstein-normed.ts';
import { type ColumnProfile, profileColumn } from '../column-profile.ts';
import { testProfileDrift } from './test-profile-drift.ts';

const A = [1.2, 2.5, 2.9, 3.1, 3.8, 4.4, 4.9, 5.0, 5.7, 6.3];
const B = [2.0, 3.3, 3.9, 4.1, 4.6, 5.5, 6.1, 6.6, 7.2, 7.9, 8.4, 9.0];
const SMALL = { sketchCapacity: 8 };

const numbers = (values: readonly (number | null)[], options = {}): ColumnProfile =>
  profileColumn(numericColumn(values), options);
const words = (text: string, options = {}): ColumnProfile => profileColumn(categoricalColumn([...text]), options);

const columns = fc.array(fc.integer({ min: -30, max: 30 }), { minLength: 1, maxLength: 250 });

function largestDistance(a: readonly number[], b: readonly number[]): number {
  const share = (side: readonly number[], at: number) => side.filter((value) => value <= at).length / side.length;
  return Math.max(...[...a, ...b].map((point) => Math.abs(share(a, point) - share(b, point))));
}

describe('testProfileDrift', () => {
  it('is ks for numbers: the largest distance, by the law of n m / (n + m) rows', () => {
    // 10 · 12 / 22 = 5.45: the law of 5 rows at 5/12.
    const drift = testProfileDrift(numbers(A), numbers(B));

    expect(drift).toMatchObject({ statistic: 'ks', category: 'none' });
    expect(drift.distance).toEqual({
      value: expect.closeTo(5 / 12, 14),
      lower: expect.closeTo(5 / 12, 14),
      upper: expect.closeTo(5 / 12 + 1 / 99, 14),
    });
    expect(drift.pValue).toBeCloseTo(0.266864068930041, 12);
  });

  it('is chi_square for categories, the expected counts rounded down', () => {
    // Ten a's and ten b's against 12 and 8 expected: 4/12 + 4/8.
    const drift = testProfileDrift(words('aaabb'), words('a'.repeat(10) + 'b'.repeat(10)));

    expect(drift).toMatchObject({ statistic: 'chi_square', category: 'none' });
    expect(drift.distance.value).toBeCloseTo(5 / 6, 14);
    expect(drift.pValue).toBeCloseTo(0.36131, 5);
  });

  it('is drift when a category is new', () => {
    expect(testProfileDrift(words('aab'), words('aabc'))).toMatchObject({
      category: 'drift',
      pValue: 0,
      distance: { value: Number.POSITIVE_INFINITY },
    });
  });

  it('compares whole numbers by chi_square when asked', () => {
    expect(testProfileDrift(numbers([1, 1, 2]), numbers([1, 1, 2, 1, 1, 2]), 'chi_square')).toMatchObject({
      distance: { value: 0 },
      pValue: 1,
    });
  });

  it('has the distance of the rows within its bounds: ks', () => {
    fc.assert(
      fc.property(columns, columns, (a, b) => {
        const { distance } = testProfileDrift(numbers(a, SMALL), numbers(b, SMALL), 'ks');

        const truth = largestDistance(a, b);
        expect(distance.lower).toBeLessThanOrEqual(truth + 1e-12);
        expect(distance.upper).toBeGreaterThanOrEqual(truth - 1e-12);
      }),
    );
  });

  it('has the distance of the rows within its bounds: wasserstein', () => {
    fc.assert(
      fc.property(columns, columns, (a, b) => {
        const { distance } = testProfileDrift(numbers(a, SMALL), numbers(b, SMALL), 'wasserstein');

        const truth = wassersteinNormed(sortedFinite(Float64Array.from(a)), sortedFinite(Float64Array.from(b)));
        expect(distance.lower).toBeLessThanOrEqual(truth * (1 + 1e-9) + 1e-9);
        expect(distance.upper).toBeGreaterThanOrEqual(truth * (1 - 1e-9) - 1e-9);
      }),
    );
  });

  it('has the distance of the whole sketch within its bounds: hellinger', () => {
    fc.assert(
      fc.property(columns, columns, (a, b) => {
        const { distance } = testProfileDrift(numbers(a, SMALL), numbers(b, SMALL), 'hellinger');

        const truth = testProfileDrift(numbers(a), numbers(b), 'hellinger').distance;
        expect(truth.upper).toBe(truth.lower);
        expect(distance.lower).toBeLessThanOrEqual(truth.value + 1e-12);
        expect(distance.upper).toBeGreaterThanOrEqual(truth.value - 1e-12);
      }),
    );
  });

  it('is the normed wasserstein distance of the rows while every value is there', () => {
    const drift = testProfileDrift(numbers(A), numbers(B), 'wasserstein');

    expect(drift).toMatchObject({ category: 'drift', pValue: null });
    expect(drift.distance.value).toBeCloseTo(1.163062332617938, 12);
  });

  it('is 0 for equal profiles, constant ones included', () => {
    for (const values of [A, [0], [5, 5, 5], [-1e9, -1e9]]) {
      for (const statistic of ['ks', 'hellinger', 'wasserstein'] as const) {
        expect(testProfileDrift(numbers(values), numbers(values), statistic)).toMatchObject({
          distance: { value: 0 },
          category: 'none',
        });
      }
    }
  });

  it('is defined for the largest and the smallest numbers', () => {
    const largest = numbers([Number.MAX_VALUE, -Number.MAX_VALUE]);
    const smallest = numbers([Number.MIN_VALUE, 0]);

    expect(testProfileDrift(largest, smallest, 'hellinger').distance.value).toBeGreaterThanOrEqual(0);
    expect(testProfileDrift(smallest, smallest, 'hellinger').distance.value).toBe(0);
    expect(testProfileDrift(smallest, largest, 'ks').distance.value).toBe(0.5);
    expect(() => testProfileDrift(largest, smallest, 'wasserstein')).toThrow('too large for a standard deviation');
  });

  it('fails when a side has nothing to compare', () => {
    expect(() => testProfileDrift(numbers([1]), numbers([null]))).toThrow('the current side has no finite number');
    expect(() => testProfileDrift(numbers([0.5]), numbers([1]), 'chi_square')).toThrow(
      'the reference side has no category or whole number',
    );
    expect(() => testProfileDrift(words('ab'), words('ab'), 'ks')).toThrow(InvalidInputError);
  });

  it('fails for columns of two kinds', () => {
    expect(() => testProfileDrift(numbers([1]), words('a'))).toThrow(
      'a numeric column and the current one is categorical',
    );
  });

  it('fails when there were more categories than counters', () => {
    const many = words('abcdefghij', { frequentCapacity: 2 });

    expect(() => testProfileDrift(many, many)).toThrow('a larger frequentCapacity than 2');
  });
});
