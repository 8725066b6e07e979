import { InvalidInputError } from '@optaic/mlops/base';
import type { Finding } from '@optaic/mlops/guardrails';
import { dayOf, leakFinding } from './leak-report.ts';
import type { LeakEvidence } from './run-leak-check.ts';

export interface LabelIntervals {
  /** Shape (rows,). */
  readonly entity: readonly string[];
  /** Shape (rows,); milliseconds since the epoch: where a label's interval begins. */
  readonly decisionTime: Float64Array;
  /** Shape (rows,); when each label was known: where its interval ends. */
  readonly labelKnownTime: Float64Array;
}

/**
 * `leak.label_overlap`: no label of a training row is about a time that a validation row is about as well. The interval of
 * a label is [decision, the label's own knowledge time]; two that touch overlap. A horizon that is stated too short, or a
 * label that was shifted, purges too few dates and shows here.
 *
 * Also found: labels that were known at their own decision, which leaves nothing to predict.
 *
 * @throws {InvalidInputError} `leak.label_times_missing` when labels have no knowledge time, `leak.validation_empty`.
 * @see López de Prado, Advances in Financial Machine Learning, 2018, chapter 7.
 */
export function checkLabelOverlap(train: LabelIntervals, validation: LabelIntervals): LeakEvidence {
  for (const { decisionTime, labelKnownTime } of [train, validation]) {
    if (labelKnownTime.length === decisionTime.length && labelKnownTime.every(Number.isFinite)) continue;
    throw new InvalidInputError(
      'leak.label_times_missing',
      'the labels have no knowledge time, so their intervals are unknown; take them from a dataset',
    );
  }
  if (validation.entity.length === 0) {
    throw new InvalidInputError('leak.validation_empty', 'there are no validation rows, so nothing was held out');
  }
  const meets = intervalsOf(validation);
  const from = dayOf(validation.decisionTime[0]);
  return {
    compared: "each training label's interval with the validation labels' intervals",
    rows: train.entity.length + validation.entity.length,
    cutDates: [from],
    findings: [
      ...found(train, `reach into the validation dates (from ${from} on): purge by the label's whole horizon`, meets),
      ...[train, validation].flatMap((labels) =>
        found(
          labels,
          'were known at their own decision: shift the label to begin after it',
          (begin, end) => end <= begin,
        ),
      ),
    ],
  };
}

function found(
  { entity, decisionTime, labelKnownTime }: LabelIntervals,
  what: string,
  isOffending: (begin: number, end: number) => boolean,
): Finding[] {
  const rows = [...decisionTime.keys()].filter((row) => isOffending(decisionTime[row], labelKnownTime[row]));
  if (rows.length === 0) return [];
  return [
    leakFinding({
      code: 'leak.label_overlap',
      message: `${rows.length} labels ${what}`,
      offending: rows.map(
        (row) => `${entity[row]} decided ${dayOf(decisionTime[row])}, label known ${dayOf(labelKnownTime[row])}`,
      ),
      value: rows.length,
      limit: 0,
    }),
  ];
}

/** Tells whether an interval meets one of these, by the latest end among those that begin by its end. */
function intervalsOf({ decisionTime, labelKnownTime }: LabelIntervals): (begin: number, end: number) => boolean {
  const order = [...decisionTime.keys()].sort((a, b) => decisionTime[a] - decisionTime[b]);
  const begins = order.map((row) => decisionTime[row]);
  let latest = Number.NEGATIVE_INFINITY;
  const ends = order.map((row) => {
    latest = Math.max(latest, labelKnownTime[row]);
    return latest;
  });
  return (begin, end) => {
    const beganBy = countUpTo(begins, end);
    return beganBy > 0 && ends[beganBy - 1] >= begin;
  };
}

/** How many of the ascending values are at most the limit. */
function countUpTo(values: readonly number[], limit: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle] <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
