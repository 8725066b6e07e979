import { countUpTo, type DateAxis, type Samples } from './samples.ts';

/** Consecutive test dates, with the interval that their labels span. */
export interface TestBlock {
  /** Their first decision: T0. */
  readonly from: number;
  /** Their last decision. */
  readonly lastDecision: number;
  /** When the last of their labels is known: T1. */
  readonly until: number;
  /** The last day of the embargo; `until` for none, Infinity when it outlasts the calendar. */
  readonly embargoUntil: number;
}

/** Rows left out of training, each with the block that is why. */
export interface Exclusions {
  /** Shape (excluded,); ascending. */
  readonly rows: Int32Array;
  /** Shape (excluded,); index into the split's blocks. */
  readonly block: Int32Array;
}

export interface Split {
  /** Rows to fit on, ascending. */
  readonly train: Int32Array;
  /** Rows to judge on, ascending. */
  readonly test: Int32Array;
  /** Their label's interval meets that of a test block, before or after it. */
  readonly purged: Exclusions;
  /** None of the purged, but within the embargo that begins where a block's purge zone ends. */
  readonly embargoed: Exclusions;
  /** Neither, but within the least gap before the test dates that walk-forward was asked for. */
  readonly gap: Exclusions;
  /** In time order; of walk-forward the earlier test blocks as well, whose embargo holds on, the tested one last. */
  readonly blocks: readonly TestBlock[];
}

/** Dates by index: from, up to and without `to`. */
export interface DateRange {
  readonly from: number;
  readonly to: number;
}

/** The block of consecutive test dates, its embargo counted in days of the calendar strictly after its last label ends. */
export function testBlock(
  { dates, latestEnd, calendar }: DateAxis,
  { from, to }: DateRange,
  embargoDates: number,
): TestBlock {
  let until = Number.NEGATIVE_INFINITY;
  for (let date = from; date < to; date++) until = Math.max(until, latestEnd[date]);
  const lastOfEmbargo = countUpTo(calendar, until) + embargoDates - 1;
  return {
    from: dates[from],
    lastDecision: dates[to - 1],
    until,
    embargoUntil: Math.max(until, calendar[lastOfEmbargo] ?? Number.POSITIVE_INFINITY),
  };
}

export type Role = 'train' | 'test' | 'purged' | 'embargoed' | 'gap';

/** What becomes of a row, and for which block. */
export interface Verdict {
  readonly role: Role;
  readonly block: number;
}

/**
 * Parts the rows of the dates in a range as a judge says: once a row, so O(rows).
 *
 * @param judge - Undefined leaves a row out without a word: it lies outside of the training window.
 */
export function partRows(
  { order, isOrdered, firstRow }: DateAxis,
  range: DateRange,
  blocks: readonly TestBlock[],
  judge: (date: number, row: number) => Verdict | undefined,
): Split {
  const found = { train: [] as number[], test: [] as number[] };
  const excluded: Record<'purged' | 'embargoed' | 'gap', [number, number][]> = { purged: [], embargoed: [], gap: [] };
  for (let date = range.from; date < range.to; date++) {
    for (let position = firstRow[date]; position < firstRow[date + 1]; position++) {
      const row = order[position];
      const verdict = judge(date, row);
      if (verdict === undefined) continue;
      if (verdict.role === 'train' || verdict.role === 'test') found[verdict.role].push(row);
      else excluded[verdict.role].push([row, verdict.block]);
    }
  }
  const rows = (values: number[]) => (isOrdered ? Int32Array.from(values) : Int32Array.from(values).sort());
  const exclusions = (pairs: [number, number][]): Exclusions => {
    if (!isOrdered) pairs.sort(([a], [b]) => a - b);
    return { rows: Int32Array.from(pairs, ([row]) => row), block: Int32Array.from(pairs, ([, block]) => block) };
  };
  return {
    train: rows(found.train),
    test: rows(found.test),
    purged: exclusions(excluded.purged),
    embargoed: exclusions(excluded.embargoed),
    gap: exclusions(excluded.gap),
    blocks,
  };
}

/**
 * Trains on everything around the test ranges, purged and embargoed.
 *
 * With a block's interval [T0, T1] from its first decision to the time its last label is known, a row outside is purged
 * when its own interval [t0, t1] meets it, t0 ≤ T1 and t1 ≥ T0, on either side; it is embargoed when it is not purged and
 * T1 < t0 ≤ the embargo's last day. The sweep goes over the dates once: of the blocks behind it, only the one that reaches
 * furthest matters, of those ahead only the next.
 *
 * @param ranges - Test dates, ascending, apart from each other by at least a date.
 */
export function splitAround(
  axis: DateAxis,
  samples: Samples,
  ranges: readonly DateRange[],
  embargoDates: number,
): Split {
  const { dates } = axis;
  const blocks = ranges.map((range) => testBlock(axis, range, embargoDates));
  let next = 0;
  let furthest = -1;
  let furthestEmbargo = -1;
  let judged = -1;
  const enter = (date: number) => {
    judged = date;
    while (next < ranges.length && date >= (ranges[next]?.to ?? 0)) {
      if ((blocks[next]?.until ?? 0) > (blocks[furthest]?.until ?? Number.NEGATIVE_INFINITY)) furthest = next;
      if ((blocks[next]?.embargoUntil ?? 0) > (blocks[furthestEmbargo]?.embargoUntil ?? Number.NEGATIVE_INFINITY)) {
        furthestEmbargo = next;
      }
      next++;
    }
  };
  return partRows(axis, { from: 0, to: dates.length }, blocks, (date, row) => {
    if (date !== judged) enter(date);
    const start = dates[date];
    const ahead = blocks[next];
    if (ahead !== undefined && start >= ahead.from) return { role: 'test', block: next };
    if (start <= (blocks[furthest]?.until ?? Number.NEGATIVE_INFINITY)) return { role: 'purged', block: furthest };
    if (ahead !== undefined && samples.end[row] >= ahead.from) return { role: 'purged', block: next };
    if (start <= (blocks[furthestEmbargo]?.embargoUntil ?? Number.NEGATIVE_INFINITY)) {
      return { role: 'embargoed', block: furthestEmbargo };
    }
    return { role: 'train', block: -1 };
  });
}
