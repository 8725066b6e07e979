import { InvalidInputError } from '@optaic/mlops/base';

/**
 * What a split needs to know of labelled rows: the interval over which each row's label is made.
 *
 * Times are milliseconds since the epoch, or any other unit in which later is greater. Rows come in any order; those
 * with the same start are one date (the assets of a panel) and never part.
 */
export interface Samples {
  /** Shape (rows,); the decision: when a row's label begins. */
  readonly start: Float64Array;
  /** Shape (rows,); when the label is fully known, its own for each row; ≥ start. */
  readonly end: Float64Array;
  /**
   * All trading days, ascending; every start is one of them. A day with no rows counts in gaps and embargoes.
   *
   * @default the distinct starts
   */
  readonly calendar?: Float64Array;
}

/** Samples by date: what every split is computed on, made once. Sorting makes it O(n log n), O(n) for rows in time order. */
export interface DateAxis {
  /** Shape (rows,); rows by (start, row). */
  readonly order: Int32Array;
  /** Whether `order` is 0, 1, 2, …: the rows came in time order. */
  readonly isOrdered: boolean;
  /** Shape (dates,); distinct starts, ascending. */
  readonly dates: Float64Array;
  /** Shape (dates + 1,); where the rows of a date begin in `order`. */
  readonly firstRow: Int32Array;
  /** Shape (dates,); the greatest end of the rows of a date. */
  readonly latestEnd: Float64Array;
  readonly calendar: Float64Array;
}

/**
 * Orders samples by date.
 *
 * @throws {InvalidInputError} `split.samples_malformed` when there are none, shapes differ, a time is not finite or an
 *   end lies before its start; `split.dates_malformed` when the calendar does not ascend or lacks a start.
 */
export function dateAxis({ start, end, calendar }: Samples): DateAxis {
  checkSamples(start, end);
  const order = Int32Array.from(start, (_, row) => row);
  const isOrdered = start.every((time, row) => row === 0 || time >= start[row - 1]);
  if (!isOrdered) order.sort((a, b) => start[a] - start[b] || a - b);

  const dates: number[] = [];
  const firstRow: number[] = [];
  const latestEnd: number[] = [];
  order.forEach((row, position) => {
    const time = start[row];
    if (dates.at(-1) !== time) {
      dates.push(time);
      firstRow.push(position);
      latestEnd.push(end[row]);
    } else latestEnd[latestEnd.length - 1] = Math.max(latestEnd.at(-1) ?? time, end[row]);
  });
  firstRow.push(order.length);
  const distinct = Float64Array.from(dates);
  if (calendar !== undefined) checkCalendar(distinct, calendar);
  return {
    order,
    isOrdered,
    dates: distinct,
    firstRow: Int32Array.from(firstRow),
    latestEnd: Float64Array.from(latestEnd),
    calendar: calendar ?? distinct,
  };
}

/** The samples of some rows, in that order: to split again inside a training set. */
export function takeSamples({ start, end, ...rest }: Samples, rows: Int32Array): Samples {
  return {
    ...rest,
    start: Float64Array.from(rows, (row) => start[row]),
    end: Float64Array.from(rows, (row) => end[row]),
  };
}

/**
 * When each label ends, by a horizon in trading days: the day `horizonDays` after its decision, or later where the label
 * is known to have become known later. A horizon beyond the calendar ends with the calendar, which is after every date.
 *
 * @param decisionTime - Shape (rows,); each a day of the calendar.
 * @param labelKnownTime - Shape (rows,), where known.
 * @throws {InvalidInputError} `split.dates_malformed` when a decision is no day of the calendar.
 */
export function labelEnds(
  decisionTime: Float64Array,
  calendar: Float64Array,
  horizonDays: number,
  labelKnownTime?: Float64Array,
): Float64Array {
  const last = calendar.length - 1;
  return decisionTime.map((time, row) => {
    const day = countUpTo(calendar, time) - 1;
    if (calendar[day] !== time) throw notTradingDay(time);
    const horizonEnd = calendar[Math.min(day + horizonDays, last)];
    return Math.max(horizonEnd, labelKnownTime?.[row] ?? horizonEnd);
  });
}

/** How many of the ascending times are ≤ a time, by bisection. */
export function countUpTo(times: Float64Array, time: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle] <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}

function checkSamples(start: Float64Array, end: Float64Array): void {
  if (start.length === 0 || start.length !== end.length) {
    throw new InvalidInputError(
      'split.samples_malformed',
      `${start.length} starts and ${end.length} ends; give one of each for every row, and at least one row`,
    );
  }
  const broken = start.findIndex((time, row) => !(Number.isFinite(time) && end[row] >= time && end[row] < Infinity));
  if (broken === -1) return;
  throw new InvalidInputError(
    'split.samples_malformed',
    `row ${broken} has a label from ${start[broken]} to ${end[broken]}; both must be finite and the end no earlier than the start`,
  );
}

function checkCalendar(dates: Float64Array, calendar: Float64Array): void {
  const unsorted = calendar.findIndex((day, index) => index > 0 && !(day > calendar[index - 1]));
  if (unsorted !== -1) {
    throw new InvalidInputError('split.dates_malformed', `the calendar does not ascend at its day ${unsorted}`);
  }
  const strange = dates.find((date) => calendar[countUpTo(calendar, date) - 1] !== date);
  if (strange !== undefined) throw notTradingDay(strange);
}

function notTradingDay(time: number): InvalidInputError {
  return new InvalidInputError(
    'split.dates_malformed',
    `decision time ${time} is no day of the calendar; give all trading days`,
  );
}
