import { type CalendarDate, CalendarDateSchema } from '@optaic/mlops/base';
import type { CalendarName, UpdateFrequency } from '@optaic/mlops/registry/records';
import { nyse } from '../calendar/index.ts';
import { numberColumn, readTable } from '../columnar-table.ts';
import type { DuckDb } from '../duckdb.ts';
import { quoteIdentifier } from '../sql.ts';
import type { FileRows } from './file-rows.ts';

/** How often a file's events come. */
export interface EventRhythm {
  readonly every: UpdateFrequency['every'];
  readonly calendar: CalendarName;
  /** Whether events have a time of day. */
  readonly isTimed: boolean;
}

/** More distinct days than 130 years have; beyond it the first ones tell enough. */
const DAYS_LIMIT = 50_000;
/** Days from one event date to the next, in the middle of all: up to so many is daily, and so on. */
const LONGEST_GAPS = [
  ['daily', 1, 4],
  ['weekly', 5, 10],
  ['monthly', 25, 35],
  ['quarterly', 85, 100],
] as const;
const DAY_MS = 86_400_000;

/** Reads the rhythm of events off their distinct days; undefined when there are fewer than three. */
export async function findRhythm(db: DuckDb, rows: FileRows, event: string): Promise<EventRhythm | undefined> {
  const time = quoteIdentifier(event);
  const table = await readTable(
    db,
    `SELECT epoch_ms(date_trunc('day', ${time}))::DOUBLE AS "day" FROM ${rows.relation}
     WHERE ${time} IS NOT NULL GROUP BY 1 ORDER BY 1 LIMIT ${DAYS_LIMIT}`,
    [{ name: 'day', type: 'double' }],
  );
  const days = numberColumn(table, 'day');
  if (days.length < 3) return undefined;
  const gaps = Array.from(days.subarray(1), (day, index) => (day - (days[index] ?? day)) / DAY_MS).toSorted(
    (a, b) => a - b,
  );
  const middle = gaps[gaps.length >> 1] ?? 0;
  const [timed, present] = await rows.numbers([
    `count(*) FILTER (WHERE ${time} <> date_trunc('day', ${time}))`,
    `count(${time})`,
  ]);
  return {
    every: LONGEST_GAPS.find(([, shortest, longest]) => middle >= shortest && middle <= longest)?.[0] ?? 'irregular',
    calendar: calendarOf(Array.from(days, (day) => CalendarDateSchema.parse(new Date(day).toISOString().slice(0, 10)))),
    isTimed: (timed ?? 0) > (present ?? 0) / 2,
  };
}

/** The narrowest calendar that has every day. */
function calendarOf(days: readonly CalendarDate[]): CalendarName {
  const isWeekday = (day: CalendarDate) => new Date(day).getUTCDay() % 6 !== 0;
  if (!days.every(isWeekday)) return 'every_day';
  return days.every((day) => day >= nyse.first && day <= nyse.last && nyse.isSession(day)) && days.length >= 60
    ? 'nyse'
    : 'weekdays';
}
