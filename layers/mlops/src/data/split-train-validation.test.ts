import { type CalendarDate, CalendarDateSchema } from '@optaic/mlops/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitTrainValidation } from './split-train-validation.ts';

const calendarOf = (count: number): CalendarDate[] =>
  Array.from({ length: count }, (_, day) =>
    CalendarDateSchema.parse(new Date(Date.UTC(2020, 0, 1 + day)).toISOString().slice(0, 10)),
  );

describe('splitTrainValidation', () => {
  it('leaves horizon and embargo between train and validation', () => {
    const dates = calendarOf(20);

    const split = splitTrainValidation(dates, { horizonDays: 3, validationShare: 0.25, embargoDays: 2 });

    // 20 × 0.25 = 5 validate: days 15…19. Labels of 12, 13 and 14 reach day 15 or later; 10 and 11 are the embargo.
    expect(split.validation).toEqual(dates.slice(15));
    expect(split.purged).toEqual(dates.slice(12, 15));
    expect(split.embargoed).toEqual(dates.slice(10, 12));
    expect(split.train).toEqual(dates.slice(0, 10));
  });

  it('counts in trading days, also where dates have no rows', () => {
    const calendar = calendarOf(20);
    const dates = calendar.filter((_, day) => day !== 13 && day !== 14);

    const split = splitTrainValidation(dates, { horizonDays: 3, validationShare: 0.3, embargoDays: 0 }, calendar);

    // 18 × 0.3 = 5 validate: days 15…19; only day 12 is within three days of them.
    expect(split.validation).toEqual(calendar.slice(15));
    expect(split.purged).toEqual(calendar.slice(12, 13));
  });

  it('parts the dates as the definitions of purge and embargo say, interval by interval', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 60 }),
        fc.array(fc.boolean(), { minLength: 60, maxLength: 60 }),
        fc.record({
          horizonDays: fc.integer({ min: 0, max: 8 }),
          validationShare: fc.double({ min: 0.05, max: 0.6, noNaN: true }),
          embargoDays: fc.integer({ min: 0, max: 5 }),
        }),
        (count, present, config) => {
          const calendar = calendarOf(count);
          const dates = calendar.filter((_, day) => present[day]);
          fc.pre(dates.length > 1);
          const validation = dates.slice(-Math.max(1, Math.floor(dates.length * config.validationShare)));
          const interval = (date: CalendarDate) => {
            const from = calendar.indexOf(date);
            return { from, until: from + config.horizonDays };
          };
          const meetsValidation = (date: CalendarDate) =>
            validation.some(
              (other) => interval(date).from <= interval(other).until && interval(date).until >= interval(other).from,
            );
          const before = dates.filter((date) => !validation.includes(date));
          const purged = before.filter(meetsValidation);
          const firstBarred = calendar.indexOf(validation[0]) - config.horizonDays;
          const embargoed = before.filter((date) => {
            const day = calendar.indexOf(date);
            return !purged.includes(date) && day < firstBarred && day >= firstBarred - config.embargoDays;
          });
          const train = before.filter((date) => !purged.includes(date) && !embargoed.includes(date));
          fc.pre(train.length > 0);

          expect(splitTrainValidation(dates, config, calendar)).toEqual({ train, validation, purged, embargoed });
        },
      ),
      { numRuns: 500 },
    );
  });

  it('fails when no training date is left', () => {
    expect(() => splitTrainValidation(calendarOf(6), { horizonDays: 5, validationShare: 0.2, embargoDays: 1 })).toThrow(
      expect.objectContaining({ code: 'split.too_few_dates' }),
    );
  });

  it('fails when dates do not ascend or are no trading days', () => {
    const config = { horizonDays: 1, validationShare: 0.2, embargoDays: 0 };
    const malformed = expect.objectContaining({ code: 'split.dates_malformed' });

    expect(() => splitTrainValidation(calendarOf(6).toReversed(), config)).toThrow(malformed);
    expect(() => splitTrainValidation(calendarOf(6), config, calendarOf(5))).toThrow(malformed);
  });
});
