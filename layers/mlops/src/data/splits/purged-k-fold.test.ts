import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arraySplit, distinctDates, labelsMeet, naiveRoles, rolesOf } from './naive-splits.testing.ts';
import { purgedKFold } from './purged-k-fold.ts';
import { dailySamples, samplesArbitrary } from './samples.testing.ts';

describe('purgedKFold', () => {
  it('purges on both sides by each label, then embargoes', () => {
    const samples = {
      start: Float64Array.from([0, 1, 2, 3, 4, 5, 6, 7, 8]),
      end: Float64Array.from([0, 4, 3, 4, 5, 7, 6, 7, 8]),
    };

    const [, middle] = purgedKFold(samples, { folds: 3, embargoDates: 1 });

    // Rows 3, 4 and 5 are tested: T0 = 3, and T1 = 7, when the label of row 5 is known. Before: row 1 reaches to 4 and
    // row 2 to 3, row 0 ends at 0. After: rows 6 and 7 begin by 7; the embargo is the one day after it, 8.
    expect(middle).toMatchObject({
      train: Int32Array.of(0),
      test: Int32Array.of(3, 4, 5),
      purged: { rows: Int32Array.of(1, 2, 6, 7), block: Int32Array.of(0, 0, 0, 0) },
      embargoed: { rows: Int32Array.of(8), block: Int32Array.of(0) },
      blocks: [{ from: 3, lastDecision: 5, until: 7, embargoUntil: 8 }],
    });
  });

  it('embargoes nothing when asked for none', () => {
    const [first] = purgedKFold(dailySamples(6, 0.5), { folds: 2, embargoDates: 0 });

    expect(first?.embargoed.rows).toHaveLength(0);
    expect(first?.blocks).toEqual([{ from: 0, lastDecision: 2, until: 2.5, embargoUntil: 2.5 }]);
  });

  it('keeps all rows of a date in one fold', () => {
    const start = Float64Array.from([2, 0, 1, 0, 1, 2]);

    const tests = [...purgedKFold({ start, end: start }, { folds: 3, embargoDates: 0 })].map(({ test }) => [...test]);

    expect(tests).toEqual([
      [1, 3],
      [2, 4],
      [0, 5],
    ]);
  });

  it('embargoes 1 % of the dates, rounded up, or the feature memory where that is longer', () => {
    const embargoed = (featureMemoryDates?: number) =>
      [...purgedKFold(dailySamples(250, 0), { folds: 2, ...(featureMemoryDates && { featureMemoryDates }) })].map(
        (split) => split.embargoed.rows.length,
      );

    expect(embargoed()).toEqual([3, 0]);
    expect(embargoed(20)).toEqual([20, 0]);
  });

  it('is what the definitions give row against row, on 1,000 generated panels', () => {
    fc.assert(
      fc.property(samplesArbitrary, fc.integer({ min: 2, max: 5 }), fc.nat(4), (samples, folds, embargoDates) => {
        const dates = distinctDates(samples);
        fc.pre(dates.length >= folds);

        const found = [...purgedKFold(samples, { folds, embargoDates })];

        expect(found.map((split) => rolesOf(split, samples.start.length))).toEqual(
          arraySplit(dates, folds).map((fold) => naiveRoles(samples, fold, embargoDates)),
        );
        for (const { train, test } of found) {
          expect(train.some((row) => test.some((other) => labelsMeet(samples, row, other)))).toBe(false);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    ['split.option_invalid', { folds: 1 }],
    ['split.option_invalid', { folds: 2.5 }],
    ['split.option_invalid', { folds: 2, embargoDates: -1 }],
    ['split.too_few_dates', { folds: 9 }],
  ])('fails with %s for %o', (code, options) => {
    expect(() => [...purgedKFold(dailySamples(8, 1), options)]).toThrow(expect.objectContaining({ code }));
  });
});
