import { type CalendarDate, CalendarDateSchema, endOfDay, type Instant } from '@optaic/mlops/base';
import { type Calendar, calendarNamed } from '@optaic/mlops/data/calendar';
import type { UpdateFrequency } from '@optaic/mlops/registry/dataset-schema';

/**
 * When a dataset has to have an event after its newest one: the end, UTC, of the business day `graceDays` after the last
 * business day of the period that follows the newest event's. A period is a business day, a week from Monday, a calendar
 * month or quarter.
 *
 * @param lastEvent - The newest event's date. Before the calendar's first day it counts as that day.
 * @returns Undefined for `irregular`: nothing is due.
 * @throws {InvalidInputError} `calendar.out_of_range` near the calendar's end.
 */
export function nextDue(lastEvent: CalendarDate, { every, calendar, graceDays }: UpdateFrequency): Instant | undefined {
  if (every === 'irregular') return undefined;
  const business = calendarNamed(calendar);
  const event = lastEvent < business.first ? business.first : lastEvent;
  return endOfDay(business.addSessions(lastDayOfNextPeriod(event, every, business), graceDays));
}

function lastDayOfNextPeriod(
  event: CalendarDate,
  every: Exclude<UpdateFrequency['every'], 'irregular'>,
  business: Calendar,
): CalendarDate {
  if (every === 'daily') return business.next(event);
  // The period after the next one begins when the next one has ended.
  return business.previous(startOfPeriod(event, every, 2));
}

/** The first day of the period that is so many periods after the one of a date. */
function startOfPeriod(date: CalendarDate, every: 'weekly' | 'monthly' | 'quarterly', ahead: number): CalendarDate {
  const start = new Date(date);
  if (every === 'weekly') {
    const daysSinceMonday = (start.getUTCDay() + 6) % 7;
    start.setUTCDate(start.getUTCDate() - daysSinceMonday + 7 * ahead);
  } else {
    const months = every === 'monthly' ? 1 : 3;
    const month = start.getUTCMonth() - (start.getUTCMonth() % months) + months * ahead;
    start.setUTCMonth(month, 1);
  }
  return CalendarDateSchema.parse(start.toISOString().slice(0, 10));
}
