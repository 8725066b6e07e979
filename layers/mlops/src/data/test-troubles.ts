import { oracleReadAsOf } from './test-oracle.ts';
import type { TestRow } from './test-tables.ts';

/** What a feature dataset went through. */
export interface History {
  /** Rows of each write, in the order in which they were written. */
  readonly writes: readonly (readonly TestRow[])[];
  readonly universe: readonly TestRow[];
  readonly labels: readonly TestRow[];
  /** The trading days. */
  readonly days: readonly string[];
  readonly asOf: string;
}

const known = (row: TestRow) => Date.parse(row.known);
const event = (row: TestRow) => Date.parse(row.event);
const isSameEvent = (a: TestRow, b: TestRow) => a.entity === b.entity && a.event === b.event;
const knownDay = (row: TestRow) => new Date(row.known).toISOString().slice(0, 10);
const eventDay = (row: TestRow) => row.event.slice(0, 10);

/** Whether two different rows stand so to each other. */
function some(rows: readonly TestRow[], relation: (a: TestRow, b: TestRow) => boolean): boolean {
  return rows.some((a) => rows.some((b) => a !== b && relation(a, b)));
}

/** The kinds of trouble that point-in-time data brings, each as a question to a history. */
export const TROUBLES: Readonly<Record<string, (history: History) => boolean>> = {
  'a revision': ({ writes }) => some(writes.flat(), (a, b) => isSameEvent(a, b) && known(b) > known(a)),
  'a same-day restatement': ({ writes }) =>
    some(writes.flat(), (a, b) => isSameEvent(a, b) && known(b) > known(a) && knownDay(a) === knownDay(b)),
  'a late row: known after a later event': ({ writes }) =>
    some(writes.flat(), (a, b) => a.entity === b.entity && event(a) < event(b) && known(a) > known(b)),
  'a late revision: of an old event, after a later one': ({ writes }) => {
    const rows = writes.flat();
    return some(
      rows,
      (a, b) =>
        a.entity === b.entity &&
        event(a) < event(b) &&
        known(a) > known(b) &&
        rows.some((first) => isSameEvent(first, a) && known(first) < known(a)),
    );
  },
  'a tie: two events known at one time': ({ writes }) =>
    some(writes.flat(), (a, b) => a.entity === b.entity && a.event !== b.event && known(a) === known(b)),
  'a gap: a trading day without a row': ({ writes, days }) => {
    const rows = writes.flat();
    return some(
      rows,
      (a, b) =>
        a.entity === b.entity &&
        days.some(
          (day) =>
            day > eventDay(a) &&
            day < eventDay(b) &&
            !rows.some((row) => row.entity === a.entity && eventDay(row) === day),
        ),
    );
  },
  'a backfill: written later, known before what was there': ({ writes }) =>
    writes.some((rows, write) => {
      const earlier = writes.slice(0, write).flat();
      return rows.some((row) => earlier.some((other) => known(row) < known(other)));
    }),
  'an as-of before the first row': ({ writes, asOf }) => writes.flat().every((row) => known(row) > Date.parse(asOf)),
  'a missing value in the latest revision': ({ writes, asOf }) =>
    oracleReadAsOf(writes.flat(), asOf).some((row) => Object.values(row.values).includes(null)),
  'an entity that leaves the universe': ({ universe }) =>
    some(
      universe,
      (a, b) => a.entity === b.entity && a.values.member === 1 && b.values.member === 0 && event(b) > event(a),
    ),
  'a label not yet known': ({ labels, asOf }) => labels.some((row) => known(row) > Date.parse(asOf)),
  'a label restated': ({ labels, asOf }) =>
    some(labels, (a, b) => isSameEvent(a, b) && known(b) > known(a) && known(b) <= Date.parse(asOf)),
};
