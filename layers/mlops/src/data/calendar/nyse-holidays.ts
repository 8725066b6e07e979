import { type CalendarDate, CalendarDateSchema } from '@optaic/mlops/base';
import {
  dateOfDay,
  dayOf,
  lastWeekday,
  MONDAY,
  nthWeekday,
  SATURDAY,
  SUNDAY,
  THURSDAY,
  weekdayOf,
} from './calendar-day.ts';
import { easterSunday } from './easter-sunday.ts';

export interface Holiday {
  /** The weekday on which the exchange is closed, not always the day it is named for. */
  readonly date: CalendarDate;
  readonly name: string;
}

/** Days of no rule: mourning, attacks, storms. A new one is a row here. */
const SPECIAL_CLOSURES: readonly Holiday[] = (
  [
    ['1994-04-27', 'funeral of President Nixon'],
    ['2001-09-11', 'attack on the World Trade Center'],
    ['2001-09-12', 'attack on the World Trade Center'],
    ['2001-09-13', 'attack on the World Trade Center'],
    ['2001-09-14', 'attack on the World Trade Center'],
    ['2004-06-11', 'funeral of President Reagan'],
    ['2007-01-02', 'mourning for President Ford'],
    ['2012-10-29', 'Hurricane Sandy'],
    ['2012-10-30', 'Hurricane Sandy'],
    ['2018-12-05', 'mourning for President George H. W. Bush'],
    ['2025-01-09', 'mourning for President Carter'],
  ] as const
).map(([date, name]) => ({ date: CalendarDateSchema.parse(date), name }));

/**
 * The weekdays of a year on which the New York Stock Exchange is closed, ascending.
 *
 * A fixed holiday on a Sunday is observed on the Monday after it, on a Saturday on the Friday before it; but New Year's
 * Day on a Saturday is not observed, since the Friday before it ends the old year's books.
 *
 * @param year - 1990 or later; to come, by the rules of today.
 * @see NYSE Rule 7.2 (Holidays) and its list of special closings since 1885.
 */
export function nyseHolidays(year: number): Holiday[] {
  const rules: (readonly [day: number, name: string])[] = [
    [observedNewYear(year), "New Year's Day"],
    ...(year >= 1998 ? [[nthWeekday(year, 1, MONDAY, 3), 'Martin Luther King Jr. Day'] as const] : []),
    [nthWeekday(year, 2, MONDAY, 3), "Washington's Birthday"],
    [easterSunday(year) - 2, 'Good Friday'],
    [lastWeekday(year, 5, MONDAY), 'Memorial Day'],
    ...(year >= 2022 ? [[observed(dayOf(year, 6, 19)), 'Juneteenth'] as const] : []),
    [observed(dayOf(year, 7, 4)), 'Independence Day'],
    [nthWeekday(year, 9, MONDAY, 1), 'Labor Day'],
    [nthWeekday(year, 11, THURSDAY, 4), 'Thanksgiving Day'],
    [observed(dayOf(year, 12, 25)), 'Christmas Day'],
  ];
  return [
    ...rules
      .filter(([day]) => weekdayOf(day) !== SATURDAY)
      .map(([day, name]): Holiday => ({ date: dateOfDay(day), name })),
    ...SPECIAL_CLOSURES.filter(({ date }) => date.startsWith(`${year}-`)),
  ].toSorted((a, b) => (a.date < b.date ? -1 : 1));
}

function observed(day: number): number {
  const weekday = weekdayOf(day);
  if (weekday === SATURDAY) return day - 1;
  return weekday === SUNDAY ? day + 1 : day;
}

function observedNewYear(year: number): number {
  const day = dayOf(year, 1, 1);
  return weekdayOf(day) === SUNDAY ? day + 1 : day;
}
