import { type CalendarDate, type Instant, InvalidInputError } from '@optaic/mlops/base';
import type { ColumnarTable } from './columnar-table.ts';

/** A stay in an index, as constituent lists give it. */
export interface MembershipInterval {
  readonly entity: string;
  readonly from: CalendarDate;
  /** The first day that it is no member any more; absent while it stays. */
  readonly until?: CalendarDate | undefined;
}

/**
 * Makes a universe of the stays of entities: a row with `member` 1 on the day a stay begins, one with 0 on the day it has
 * ended. Stays of one entity that overlap or touch are one stay, so that the end of the first does not end the second.
 *
 * @param knownAt - When a change that takes effect on a day could first be known, such as that day's session close or the
 *   day of its announcement; not before that day unless the dataset is scheduled.
 * @returns Columns `entity`, `event_time`, `knowledge_time` and `member`, sorted by entity and time.
 * @throws {InvalidInputError} `universe.interval_empty` for a stay that ends on the day it begins or before.
 */
export function membershipRows(
  intervals: readonly MembershipInterval[],
  knownAt: (day: CalendarDate) => Instant,
): ColumnarTable {
  const changes = [...Map.groupBy(intervals, ({ entity }) => entity)]
    .toSorted(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    .flatMap(([entity, stays]) =>
      mergeStays(stays).flatMap(({ from, until }) => [
        { entity, day: from, member: 1 },
        ...(until === undefined ? [] : [{ entity, day: until, member: 0 }]),
      ]),
    );
  return {
    rows: changes.length,
    columns: new Map<string, Float64Array | readonly string[]>([
      ['entity', changes.map(({ entity }) => entity)],
      ['event_time', Float64Array.from(changes, ({ day }) => Date.parse(day))],
      ['knowledge_time', Float64Array.from(changes, ({ day }) => Date.parse(knownAt(day)))],
      ['member', Float64Array.from(changes, ({ member }) => member)],
    ]),
  };
}

/** The stays of one entity in time order, those that overlap or touch made one. */
function mergeStays(stays: readonly MembershipInterval[]): MembershipInterval[] {
  const merged: MembershipInterval[] = [];
  for (const stay of stays.toSorted((a, b) => (a.from < b.from ? -1 : 1))) {
    if (stay.until !== undefined && stay.until <= stay.from) {
      throw new InvalidInputError(
        'universe.interval_empty',
        `${stay.entity} is a member from ${stay.from} until ${stay.until}, which is no day at all; until is the first day after the stay`,
      );
    }
    const last = merged.at(-1);
    if (last === undefined || (last.until !== undefined && last.until < stay.from)) merged.push(stay);
    else merged[merged.length - 1] = { ...last, until: later(last.until, stay.until) };
  }
  return merged;
}

function later(a: CalendarDate | undefined, b: CalendarDate | undefined): CalendarDate | undefined {
  if (a === undefined || b === undefined) return undefined;
  return a > b ? a : b;
}
