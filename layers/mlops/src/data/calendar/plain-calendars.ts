import { type CalendarDate, CalendarDateSchema, endOfDay, type Instant, InvalidInputError } from '@optaic/mlops/base';
import { type Calendar, calendarOver } from './calendar.ts';
import { dateOfDay, dayNumber, SATURDAY, SUNDAY, weekdayOf } from './calendar-day.ts';

const FIRST = CalendarDateSchema.parse('1900-01-01');
const LAST = CalendarDateSchema.parse('2199-12-31');

/** Monday to Friday, whatever the holidays; a day ends with the day, UTC. */
export const weekdays: Calendar = calendarOver({
  name: 'weekdays',
  first: FIRST,
  last: LAST,
  dates: () => daysWhere((weekday) => weekday !== SATURDAY && weekday !== SUNDAY),
  close: endOfDay,
});

/** All days; a day ends with the day, UTC. */
export const everyDay: Calendar = calendarOver({
  name: 'every_day',
  first: FIRST,
  last: LAST,
  dates: () => daysWhere(() => true),
  close: endOfDay,
});

/**
 * The calendar "from the data": the days that something happened on, and no others. It ends with its last date: about
 * days to come the data say nothing.
 *
 * @param dates - At least one, ascending, distinct.
 * @param close - When a day ends. @default the end of the day, UTC
 * @throws {InvalidInputError} `calendar.dates_malformed` when there is none or they do not ascend.
 */
export function calendarFromDates(
  dates: readonly CalendarDate[],
  { name = 'data', close = endOfDay }: { name?: string; close?(date: CalendarDate): Instant } = {},
): Calendar {
  const disorder = dates.findIndex((date, index) => index > 0 && date <= (dates[index - 1] ?? date));
  const [first] = dates;
  const last = dates.at(-1);
  if (first === undefined || last === undefined || disorder > 0) {
    throw new InvalidInputError(
      'calendar.dates_malformed',
      first === undefined
        ? `calendar ${name} has no dates; give at least one`
        : `dates of calendar ${name} do not ascend: ${dates[disorder]} comes after ${dates[disorder - 1]}; sort them and give each once`,
    );
  }
  return calendarOver({ name, first, last, dates: () => dates, close });
}

function daysWhere(counts: (weekday: number) => boolean): CalendarDate[] {
  const days: CalendarDate[] = [];
  for (let day = dayNumber(FIRST); day <= dayNumber(LAST); day++) if (counts(weekdayOf(day))) days.push(dateOfDay(day));
  return days;
}
