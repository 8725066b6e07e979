import { type CalendarDate, CalendarDateSchema } from '@optaic/mlops/base';
import { type Calendar, calendarOver, type ShortSession } from './calendar.ts';
import { dateOfDay, dayNumber, SATURDAY, SUNDAY, weekdayOf } from './calendar-day.ts';
import { newYorkInstant } from './new-york-time.ts';
import { nyseEarlyCloses } from './nyse-early-closes.ts';
import { nyseHolidays } from './nyse-holidays.ts';

const FIRST = CalendarDateSchema.parse('1990-01-01');
const LAST = CalendarDateSchema.parse('2099-12-31');
const CLOSE_MINUTES = 16 * 60;

/**
 * Sessions of the New York Stock Exchange since 1990; those to come by the rules of today. They end at 16:00 New York
 * time, or early.
 */
export const nyse: Calendar = calendarOver({
  name: 'nyse',
  first: FIRST,
  last: LAST,
  dates: nyseSessions,
  close: (date) => newYorkInstant(date, CLOSE_MINUTES),
  shortSessions,
});

function nyseSessions(): CalendarDate[] {
  const closed = new Set(
    everyYear()
      .flatMap(nyseHolidays)
      .map(({ date }) => date),
  );
  const sessions: CalendarDate[] = [];
  for (let day = dayNumber(FIRST); day <= dayNumber(LAST); day++) {
    if (weekdayOf(day) === SATURDAY || weekdayOf(day) === SUNDAY) continue;
    const date = dateOfDay(day);
    if (!closed.has(date)) sessions.push(date);
  }
  return sessions;
}

function shortSessions(): Map<CalendarDate, ShortSession> {
  const closes = everyYear().flatMap(nyseEarlyCloses);
  return new Map(
    closes.map(({ date, minutes, reason }) => [date, { closesAt: newYorkInstant(date, minutes), reason }]),
  );
}

function everyYear(): number[] {
  const first = Number(FIRST.slice(0, 4));
  return Array.from({ length: Number(LAST.slice(0, 4)) - first + 1 }, (_, index) => first + index);
}
