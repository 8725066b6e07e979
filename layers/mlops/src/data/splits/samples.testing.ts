import fc from 'fast-check';
import type { Samples } from './samples.ts';

/** Rows 0 … rows − 1, a day each, whose labels are known so many days later. */
export function dailySamples(rows: number, horizonDays: number): Samples {
  const start = Float64Array.from({ length: rows }, (_, row) => row);
  return { start, end: start.map((time) => time + horizonDays) };
}

/**
 * Panels with ties in date, dates without rows, days that are no trading days, a horizon of its own for every label
 * (from none to far beyond the calendar, also ending between two days), with and without a calendar, in any row order.
 */
export const samplesArbitrary: fc.Arbitrary<Samples> = fc
  .record({
    steps: fc.array(fc.constantFrom(1, 1, 1, 1, 3, 4), { minLength: 8, maxLength: 40 }),
    rows: fc.array(
      fc.record({ day: fc.nat(39), horizon: fc.oneof(fc.integer({ min: 0, max: 6 }), fc.constantFrom(0.5, 2.25, 30)) }),
      { minLength: 8, maxLength: 60 },
    ),
    hasCalendar: fc.boolean(),
    inTimeOrder: fc.boolean(),
  })
  .map(({ steps, rows, hasCalendar, inTimeOrder }) => {
    let day = 0;
    const calendar = Float64Array.from(steps, (step) => {
      day += step;
      return day;
    });
    const labelled = rows.map((row) => ({ start: calendar[row.day % calendar.length] ?? 0, horizon: row.horizon }));
    if (inTimeOrder) labelled.sort((a, b) => a.start - b.start);
    const samples = {
      start: Float64Array.from(labelled, ({ start }) => start),
      end: Float64Array.from(labelled, ({ start, horizon }) => start + horizon),
    };
    return hasCalendar ? { ...samples, calendar } : samples;
  });
