import { createRandom } from '@optaic/mlops/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { categoricalColumn, numericColumn } from '../columns/build-columns.ts';
import { mergeColumnProfiles, profileColumn } from './column-profile.ts';
import { summariseProfile } from './summarise-profile.ts';

const SMALL = { sketchCapacity: 8, frequentCapacity: 4 };

describe('summariseProfile', () => {
  it('is exact for a short column', () => {
    // Mean 16 / 4 = 4; (9 + 4 + 1 + 16) / 3 = 10.
    const { distribution, cardinality, frequent } = summariseProfile(profileColumn(numericColumn([1, 2, null, 5, 8])));

    expect(distribution).toMatchObject({ count: 4, minimum: 1, maximum: 8, mean: 4, variance: 10, rankErrorBound: 0 });
    expect(distribution?.quantiles[4]).toEqual({ probability: 0.5, value: 2, lower: 2, upper: 2 });
    expect(cardinality).toEqual({ value: 4, lower: 4, upper: 4, isExact: true });
    expect(frequent[0]).toEqual({ value: 1, count: 1, lower: 1, upper: 1 });
  });

  it('has no distribution for categories', () => {
    const summary = summariseProfile(profileColumn(categoricalColumn(['a', 'b', 'a', null])));

    expect(summary.distribution).toBeNull();
    expect(summary.cardinality).toEqual({ value: 2, lower: 2, upper: 2, isExact: true });
    expect(summary.frequent[0]).toEqual({ value: 'a', count: 2, lower: 2, upper: 2 });
  });

  it('is defined without a value', () => {
    expect(summariseProfile(profileColumn(numericColumn([])))).toMatchObject({
      kind: 'empty',
      distribution: null,
      cardinality: { value: 0, isExact: true },
      frequent: [],
    });
    expect(summariseProfile(profileColumn(numericColumn([Number.POSITIVE_INFINITY])))).toMatchObject({
      kind: 'numeric',
      distribution: null,
    });
  });

  it('has every true quantile and count within its bounds, in one piece or merged', () => {
    const values = fc.array(fc.integer({ min: -30, max: 30 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(values, values, (a, b) => {
        const sorted = Float64Array.from([...a, ...b]).sort();
        const [left, right] = [profileColumn(numericColumn(a), SMALL), profileColumn(numericColumn(b), SMALL)];

        const { distribution, frequent } = summariseProfile(mergeColumnProfiles(left, right));

        for (const { probability, value, lower, upper } of distribution?.quantiles ?? []) {
          const truth = sorted[Math.max(0, Math.ceil(probability * sorted.length - 1e-9) - 1)];
          expect(lower).toBeLessThanOrEqual(truth);
          expect(upper).toBeGreaterThanOrEqual(truth);
          expect(value).toBeGreaterThanOrEqual(lower);
          expect(value).toBeLessThanOrEqual(upper);
        }
        for (const { value, lower, upper } of frequent) {
          const truth = sorted.filter((other) => other === value).length;
          expect(lower).toBeLessThanOrEqual(truth);
          expect(upper).toBeGreaterThanOrEqual(truth);
        }
      }),
    );
  });

  it('has the number of distinct values within its bounds for a long column', () => {
    const random = createRandom(2);
    const { cardinality } = summariseProfile(
      profileColumn(numericColumn(Array.from({ length: 50_000 }, () => random()))),
    );

    expect(cardinality.isExact).toBe(false);
    expect(cardinality.lower).toBeLessThan(50_000);
    expect(cardinality.upper).toBeGreaterThan(50_000);
    expect(cardinality.upper / cardinality.lower).toBeLessThan(1.11);
  });

  it('does not take long strings that begin alike for one', () => {
    const long = 'x'.repeat(128);

    const { cardinality } = summariseProfile(profileColumn(categoricalColumn([`${long}1`, `${long}2`])));

    expect(cardinality.isExact).toBe(false);
    expect(cardinality.value).toBeCloseTo(2, 1);
  });

  it('says that a variance is too large', () => {
    const largest = Number.MAX_VALUE;

    expect(summariseProfile(profileColumn(numericColumn([largest, -largest]))).distribution).toMatchObject({
      mean: 0,
      variance: null,
      standardDeviation: null,
    });
  });
});
