import { type CalendarDate, type Instant, InstantSchema, InvalidInputError } from '@optaic/mlops/base';
import { dayNumber, lastWeekday, nthWeekday, SUNDAY } from './calendar-day.ts';

const FIRST_YEAR = 1987;
const MINUTES_PER_DAY = 1_440;
const MILLISECONDS_PER_MINUTE = 60_000;

/**
 * A wall-clock time of a day in New York as an instant: UTC−5, in summer UTC−4. Summer time ran from the first Sunday of
 * April to the last of October until 2006, since then from the second Sunday of March to the first of November. The
 * clocks change at 02:00, so the answer is right for every time from 03:00 on.
 *
 * @param minutes - After midnight, from 180 (03:00); 960 is 16:00.
 * @throws {InvalidInputError} `calendar.out_of_range` before 1987, when other rules held.
 * @see Uniform Time Act amendments of 1986 and Energy Policy Act of 2005, section 110.
 */
export function newYorkInstant(date: CalendarDate, minutes: number): Instant {
  const offset = isSummerTime(date) ? 4 * 60 : 5 * 60;
  const sinceEpoch = dayNumber(date) * MINUTES_PER_DAY + minutes + offset;
  return InstantSchema.parse(new Date(sinceEpoch * MILLISECONDS_PER_MINUTE).toISOString());
}

function isSummerTime(date: CalendarDate): boolean {
  const year = Number(date.slice(0, 4));
  if (year < FIRST_YEAR) {
    throw new InvalidInputError(
      'calendar.out_of_range',
      `New York time of ${date} is asked for; it is known from ${FIRST_YEAR} on`,
    );
  }
  const begins = year <= 2006 ? nthWeekday(year, 4, SUNDAY, 1) : nthWeekday(year, 3, SUNDAY, 2);
  const ends = year <= 2006 ? lastWeekday(year, 10, SUNDAY) : nthWeekday(year, 11, SUNDAY, 1);
  const day = dayNumber(date);
  return day >= begins && day < ends;
}
