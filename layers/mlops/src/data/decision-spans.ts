import type { CalendarDate, Instant } from '@optaic/mlops/base';
import type { FrameRequest } from './frame-request.ts';
import type { TimeSpans } from './latest-rows.ts';
import { featureCutoff } from './trading-days.ts';

const DAY_MS = 86_400_000;

/** The decisions of a frame as spans of time. */
export interface DecisionSpans {
  /** Shape (decisions,), ascending; milliseconds since the epoch. */
  readonly decisionTime: Float64Array;
  /** What became known after the decision before may be known, and by this one may. */
  readonly known: TimeSpans;
  /** The day of each decision: what a label is about. */
  readonly about: TimeSpans;
}

/**
 * The spans of decisions: a row known within one is news to its decision, and to every later one.
 *
 * @param request.decisions - Distinct, ascending.
 * @throws {InvalidInputError} `frame.not_a_trading_day` when the calendar lacks one of them.
 */
export function decisionSpans({
  decisions,
  calendar,
  featureLag,
  asOf,
}: Pick<FrameRequest, 'decisions' | 'calendar' | 'featureLag' | 'asOf'>): DecisionSpans {
  const decisionTime = Float64Array.from(decisions, (date) => Date.parse(date));
  const cutoffs = Float64Array.from(decisions, (date) => knownUntil(date, calendar, featureLag, asOf) * 1_000);
  return {
    decisionTime,
    known: { until: cutoffs, after: cutoffs.map((_, index) => cutoffs[index - 1] ?? Number.NEGATIVE_INFINITY) },
    about: {
      after: decisionTime.map((time) => time * 1_000 - 1),
      until: decisionTime.map((time) => (time + DAY_MS) * 1_000 - 1),
    },
  };
}

/** Milliseconds since the epoch; −Infinity where the calendar does not reach back far enough to know anything. */
function knownUntil(
  decision: CalendarDate,
  calendar: readonly CalendarDate[],
  featureLag: number,
  asOf: Instant,
): number {
  const cutoff = featureCutoff(calendar, decision, featureLag);
  if (cutoff === undefined) return Number.NEGATIVE_INFINITY;
  return Math.min(Date.parse(cutoff), Date.parse(asOf));
}
