import type { TimeSpans } from './latest-rows.ts';

const DAY_US = 86_400_000_000;
/** The window of a span is this part of it, in whole days. */
const WINDOW_SHARE = 1 / 16;
const LONGEST_WINDOW_DAYS = 5;

/** The last days of each span of knowledge times: where the row that a decision holds mostly became known. */
export interface DecisiveDays {
  /** Days since the epoch, ascending, each once. */
  readonly days: Float64Array;
  /** By span: a row of it that was known on none of the days was known by then; microseconds since the epoch. */
  readonly others: Float64Array;
}

/**
 * Most decisions hold a row of the last days before them, so that the others of a dense history need not be looked at:
 * unless a row is known before it happens, one that is left out is about a time up to `others`, and whatever is about a
 * later time beats it.
 *
 * @returns undefined when the days would be most of the spans, as when a decision is made every day.
 */
export function decisiveDays({ until }: TimeSpans): DecisiveDays | undefined {
  const days = new Set<number>();
  const others = new Float64Array(until.length).fill(Number.NEGATIVE_INFINITY);
  const [first, last] = [until.findIndex(Number.isFinite), until.length - 1];
  if (first < 0 || first === last) return undefined;
  for (let span = first; span <= last; span++) {
    const length = span === first ? until[first + 1] - until[first] : until[span] - until[span - 1];
    const window = Math.min(LONGEST_WINDOW_DAYS, Math.max(1, Math.ceil((length / DAY_US) * WINDOW_SHARE)));
    const lastDay = Math.floor(until[span] / DAY_US);
    for (let day = lastDay - window + 1; day <= lastDay; day++) days.add(day);
    others[span] = (lastDay - window + 1) * DAY_US - 1;
  }
  if (days.size * 2 > (until[last] - until[first]) / DAY_US) return undefined;
  return { days: Float64Array.from(days).sort(), others };
}
