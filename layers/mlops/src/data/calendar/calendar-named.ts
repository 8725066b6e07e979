import type { CalendarName } from '@optaic/mlops/registry/knowledge-rule';
import type { Calendar } from './calendar.ts';
import { nyse } from './nyse.ts';
import { everyDay, weekdays } from './plain-calendars.ts';

const CALENDARS: Readonly<Record<CalendarName, Calendar>> = { nyse, weekdays, every_day: everyDay };

/** The calendar that a dataset's schema names. */
export function calendarNamed(name: CalendarName): Calendar {
  return CALENDARS[name];
}
