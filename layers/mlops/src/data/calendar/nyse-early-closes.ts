import { type CalendarDate, CalendarDateSchema } from '@optaic/mlops/base';
import { dateOfDay, dayOf, FRIDAY, MONDAY, nthWeekday, SUNDAY, THURSDAY, weekdayOf } from './calendar-day.ts';

export interface EarlyClose {
  readonly date: CalendarDate;
  /** New York wall clock, minutes after midnight: 780 is 13:00. */
  readonly minutes: number;
  readonly reason: string;
}

const at = (hour: number, minute = 0): number => hour * 60 + minute;

/** Sessions of no rule that ended before 16:00, planned or not. */
const SPECIAL_EARLY_CLOSES: readonly EarlyClose[] = (
  [
    ['1994-02-11', at(14, 30), 'snow storm'],
    ['1996-01-08', at(14), 'snow storm'],
    ['1997-10-27', at(15, 30), 'circuit breaker after a fall of 550 points'],
    ['1997-12-26', at(13), 'day after Christmas'],
    ['1999-12-31', at(13), 'turn of the year 2000'],
    ['2003-12-26', at(13), 'day after Christmas'],
    ['2005-06-01', at(15, 56), 'failure of communication systems'],
  ] as const
).map(([date, minutes, reason]) => ({ date: CalendarDateSchema.parse(date), minutes, reason }));

/**
 * The sessions of a year that the New York Stock Exchange ended before 16:00, ascending.
 *
 * At 13:00, until 1992 at 14:00: Christmas Eve from Monday to Thursday, and the day after Thanksgiving since 1992. At
 * 13:00 since 1995: the day before Independence Day from Monday to Thursday; but with the holiday on a Thursday it was,
 * until 2012, the Friday after it.
 *
 * @param year - 1990 or later; to come, by the rules of today.
 */
export function nyseEarlyCloses(year: number): EarlyClose[] {
  const usual = year <= 1992 ? at(14) : at(13);
  const closes: EarlyClose[] = SPECIAL_EARLY_CLOSES.filter(({ date }) => date.startsWith(`${year}-`));
  const independenceDay = dayOf(year, 7, 4);
  if (year >= 1995 && weekdayOf(independenceDay) > MONDAY && weekdayOf(independenceDay) <= FRIDAY) {
    closes.push(
      weekdayOf(independenceDay) === THURSDAY && year <= 2012
        ? { date: dateOfDay(independenceDay + 1), minutes: usual, reason: 'day after Independence Day' }
        : { date: dateOfDay(independenceDay - 1), minutes: usual, reason: 'day before Independence Day' },
    );
  }
  if (year >= 1992) {
    const dayAfterThanksgiving = dateOfDay(nthWeekday(year, 11, THURSDAY, 4) + 1);
    closes.push({ date: dayAfterThanksgiving, minutes: usual, reason: 'day after Thanksgiving' });
  }
  const christmasEve = dayOf(year, 12, 24);
  if (weekdayOf(christmasEve) > SUNDAY && weekdayOf(christmasEve) < FRIDAY) {
    closes.push({ date: dateOfDay(christmasEve), minutes: usual, reason: 'Christmas Eve' });
  }
  return closes.toSorted((a, b) => (a.date < b.date ? -1 : 1));
}
