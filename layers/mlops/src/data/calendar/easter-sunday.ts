import { dayOf } from './calendar-day.ts';

/**
 * Easter Sunday of a year of the Gregorian calendar, as a day number.
 *
 * @see Anonymous Gregorian algorithm, Nature 13, 1876, page 487; as in Meeus, Astronomical Algorithms, 1998, chapter 8.
 */
export function easterSunday(year: number): number {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const yearOfCentury = year % 100;
  const correction = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3);
  const epact = (19 * golden + century - Math.floor(century / 4) - correction + 15) % 30;
  const leapDays = Math.floor(yearOfCentury / 4);
  const toSunday = (32 + 2 * (century % 4) + 2 * leapDays - epact - (yearOfCentury % 4)) % 7;
  const late = Math.floor((golden + 11 * epact + 22 * toSunday) / 451);
  const monthAndDay = epact + toSunday - 7 * late + 114;
  return dayOf(year, Math.floor(monthAndDay / 31), (monthAndDay % 31) + 1);
}
