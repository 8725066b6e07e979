import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { naiveTrainValidation, rolesOf } from './naive-splits.testing.ts';
import { dailySamples, samplesArbitrary } from './samples.testing.ts';
import { splitTrainValidation } from './split-train-validation.ts';

describe('splitTrainValidation', () => {
  it('leaves the labels that reach validation and then the embargo between train and validation', () => {
    const split = splitTrainValidation(dailySamples(20, 3), { validationShare: 0.25, embargoDates: 2 });

    // 20 × 0.25 = 5 validate: days 15 … 19. Labels of 12, 13 and 14 reach day 15 or later; 10 and 11 are the embargo.
    expect(split.test).toEqual(Int32Array.of(15, 16, 17, 18, 19));
    expect(split.purged.rows).toEqual(Int32Array.of(12, 13, 14));
    expect(split.embargoed.rows).toEqual(Int32Array.of(10, 11));
    expect(split.train).toEqual(Int32Array.from({ length: 10 }, (_, day) => day));
  });

  it('purges a row alone whose own label is known late', () => {
    const start = Float64Array.from([0, 0, 1, 1, 2, 2, 3, 3]);
    const end = Float64Array.from([1, 3, 2, 2, 2, 3, 4, 4]);

    const split = splitTrainValidation({ start, end }, { validationShare: 0.25, embargoDates: 0 });

    expect([...split.purged.rows]).toEqual([1, 5]);
    expect([...split.train]).toEqual([0, 2, 3, 4]);
  });

  it('counts the embargo in days of the calendar, also where they have no rows', () => {
    const start = Float64Array.from([10, 11, 12, 15, 16]);
    const calendar = Float64Array.from({ length: 20 }, (_, day) => day);

    const split = splitTrainValidation({ start, end: start, calendar }, { validationShare: 0.2, embargoDates: 4 });

    // Day 16 validates; four days before it are 12 … 15.
    expect([...split.embargoed.rows]).toEqual([2, 3]);
  });

  it('is what the definitions give row against row, on 1,000 generated panels', () => {
    fc.assert(
      fc.property(
        samplesArbitrary,
        fc.double({ min: 0.05, max: 0.6, noNaN: true }),
        fc.nat(5),
        (samples, validationShare, embargoDates) => {
          const expected = naiveTrainValidation(samples, validationShare, embargoDates);
          if (!expected.includes('train')) {
            expect(() => splitTrainValidation(samples, { validationShare, embargoDates })).toThrow(
              expect.objectContaining({ code: 'split.too_few_dates' }),
            );
            return;
          }

          expect(rolesOf(splitTrainValidation(samples, { validationShare, embargoDates }), expected.length)).toEqual(
            expected,
          );
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it.each([
    ['split.too_few_dates', 0.2, 1],
    ['split.option_invalid', 0, 1],
    ['split.option_invalid', 1, 1],
    ['split.option_invalid', 0.2, 0.5],
  ])('fails with %s for a share of %d and an embargo of %d', (code, validationShare, embargoDates) => {
    expect(() => splitTrainValidation(dailySamples(6, 5), { validationShare, embargoDates })).toThrow(
      expect.objectContaining({ code }),
    );
  });
});
