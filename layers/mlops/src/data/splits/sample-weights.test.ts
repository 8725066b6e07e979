import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distinctDates } from './naive-splits.testing.ts';
import { averageUniqueness, timeDecay } from './sample-weights.ts';
import { samplesArbitrary } from './samples.testing.ts';

const days = (...times: number[]) => Float64Array.from(times);

describe('averageUniqueness', () => {
  it('is the mean of 1 / concurrency over the days of a label', () => {
    const samples = { start: days(0, 1, 4), end: days(2, 3, 4), calendar: days(0, 1, 2, 3, 4) };

    // Concurrency of days 0 … 4: 1, 2, 2, 1, 1. Label 0: (1 + ½ + ½) / 3; label 1: (½ + ½ + 1) / 3; label 2: 1.
    expect([...averageUniqueness(samples)]).toEqual([2 / 3, 2 / 3, 1]);
  });

  it('counts only labels of the same entity where one is given', () => {
    const samples = { start: days(0, 0, 1, 1), end: days(1, 1, 2, 2), calendar: days(0, 1, 2) };

    expect([...averageUniqueness(samples)]).toEqual([0.375, 0.375, 0.375, 0.375]);
    // A alone: concurrency 1, 2, 1, so (1 + ½) / 2 for both of its labels, and the same for B.
    expect([...averageUniqueness(samples, ['A', 'B', 'A', 'B'])]).toEqual([0.75, 0.75, 0.75, 0.75]);
  });

  it('is what counting day by day gives, on 1,000 generated panels', () => {
    fc.assert(
      fc.property(
        samplesArbitrary,
        fc.array(fc.constantFrom('A', 'B', 'C'), { minLength: 60, maxLength: 60 }),
        fc.boolean(),
        (samples, names, byEntity) => {
          const { start, end } = samples;
          const rows = [...start.keys()];
          const entity = rows.map((row) => names[row] ?? '');
          const calendar = [...(samples.calendar ?? distinctDates(samples))];
          const covers = (row: number, day: number) => (start[row] ?? 0) <= day && day <= (end[row] ?? 0);
          const expected = rows.map((row) => {
            const shares = calendar
              .filter((day) => covers(row, day))
              .map(
                (day) =>
                  1 / rows.filter((other) => (!byEntity || entity[other] === entity[row]) && covers(other, day)).length,
              );
            return shares.reduce((sum, share) => sum + share, 0) / shares.length;
          });

          const found = averageUniqueness(samples, byEntity ? entity : undefined);

          found.forEach((value, row) => {
            expect(value).toBeCloseTo(expected[row] ?? Number.NaN, 12);
          });
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('fails when there is not one entity a row', () => {
    expect(() => averageUniqueness({ start: days(0, 1), end: days(0, 1) }, ['A'])).toThrow(
      expect.objectContaining({ code: 'split.samples_malformed' }),
    );
  });
});

describe('timeDecay', () => {
  const samples = { start: days(0, 1, 1, 3), end: days(0, 1, 1, 3) };
  const uniqueness = days(1, 0.5, 0.5, 2);

  it('falls linearly in uniqueness to oldestWeight', () => {
    // Uniqueness up to days 0, 1 and 3 is 1, 2 and 4 of 4. With ½: 1 − ½ × (1 − ¼) = 0.625, then 0.75, then 1.
    expect([...timeDecay(samples, uniqueness, 0.5)]).toEqual([0.625, 0.75, 0.75, 1]);
    expect([...timeDecay(samples, uniqueness, 1)]).toEqual([1, 1, 1, 1]);
  });

  it('weighs the oldest part nothing when oldestWeight is below 0', () => {
    // (¼ − ½) / ½ < 0; (½ − ½) / ½ = 0; (1 − ½) / ½ = 1.
    expect([...timeDecay(samples, uniqueness, -0.5)]).toEqual([0, 0, 0, 1]);
  });

  it('fails for a weight out of range', () => {
    const invalid = expect.objectContaining({ code: 'split.option_invalid' });

    expect(() => timeDecay(samples, uniqueness, -1)).toThrow(invalid);
    expect(() => timeDecay(samples, uniqueness, 1.1)).toThrow(invalid);
  });
});
