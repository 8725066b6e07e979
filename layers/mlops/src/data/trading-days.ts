import { type CalendarDate, CalendarDateSchema, endOfDay, type Instant, InvalidInputError } from '@optaic/mlops/base';
import { textReader } from './columnar-table.ts';
import { keyColumns } from './dataset-columns.ts';
import type { DuckDb } from './duckdb.ts';
import { type AsOfRead, requireRowsKnown } from './read-as-of.ts';
import { parquetRelation, timestampLiteral } from './sql.ts';

/**
 * The calendar "from the data": the dates, UTC, that the rows known by `asOf` are about, ascending.
 *
 * @throws {NotFoundError} `dataset.not_known_yet` when no row is known by then.
 */
export async function tradingDays(db: DuckDb, request: AsOfRead): Promise<CalendarDate[]> {
  await requireRowsKnown(db, request);
  const { eventTime, knowledgeTime } = keyColumns(request.schema);
  const days: CalendarDate[] = [];
  for await (const chunk of db.chunks(
    `SELECT DISTINCT strftime(${eventTime}, '%Y-%m-%d') AS day FROM ${parquetRelation(request.files)}
     WHERE ${knowledgeTime} <= ${timestampLiteral(request.asOf)} ORDER BY day`,
  )) {
    const read = textReader(chunk, 0);
    for (let row = 0; row < chunk.rowCount; row++) days.push(CalendarDateSchema.parse(read(row)));
  }
  return days;
}

/** The last trading day on or before a date; undefined before the first. */
export function lastTradingDay(calendar: readonly CalendarDate[], date: CalendarDate): CalendarDate | undefined {
  return calendar[tradingDaysUpTo(calendar, date) - 1];
}

/**
 * What a decision on a trading day may know: everything up to the end of the trading day `featureLag` days before it;
 * undefined where the calendar does not reach back so far, so that nothing is known.
 *
 * @throws {InvalidInputError} `frame.not_a_trading_day` when the calendar lacks the date.
 */
export function featureCutoff(
  calendar: readonly CalendarDate[],
  decision: CalendarDate,
  featureLag: number,
): Instant | undefined {
  const index = tradingDaysUpTo(calendar, decision) - 1;
  if (calendar[index] !== decision) {
    throw new InvalidInputError(
      'frame.not_a_trading_day',
      `decision date ${decision} is no trading day; the last one before it is ${calendar[index] ?? 'none'}`,
    );
  }
  const day = calendar[index - featureLag];
  return day === undefined ? undefined : endOfDay(day);
}

/** How many days of the calendar are on or before a date, by bisection. */
function tradingDaysUpTo(calendar: readonly CalendarDate[], date: CalendarDate): number {
  let low = 0;
  let high = calendar.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((calendar[middle] ?? date) <= date) low = middle + 1;
    else high = middle;
  }
  return low;
}
