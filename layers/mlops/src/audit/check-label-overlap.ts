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

/** Decision dates, `YYYY-MM-DD`. */
export interface SplitDates {
  readonly train: readonly string[];
  readonly validation: readonly string[];
}

/**
 * `leak.label_overlap`: no label of a training row is about a time that a validation row is about as well. The interval of
 * a label is [decision, the label's own knowledge time]; two that touch overlap. A horizon that is stated too short, or a
 * label that was shifted, purges too few dates and shows here.
 *
 * Also found: labels that were known at their own decision, which leaves nothing to predict.
 *
 * @throws {InvalidInputError} `leak.label_times_missing` when labels have no knowledge time.
 * @see López de Prado, Advances in Financial Machine Learning, 2018, chapter 7.
 */
export function checkLabelOverlap(labels: LabelIntervals, { train, validation }: SplitDates): LeakEvidence {
  const { decisionTime, labelKnownTime } = labels;
  if (labelKnownTime.length !== decisionTime.length || labelKnownTime.some((time) => !Number.isFinite(time))) {
    throw new InvalidInputError(
      'leak.label_times_missing',
      'the labels have no knowledge time, so their intervals are unknown; take them from a dataset',
    );
  }
  const trainTimes = new Set(train.map((date) => Date.parse(date)));
  const validationTimes = new Set(validation.map((date) => Date.parse(date)));
  const judged = validationIntervals(labels, validationTimes);
  const overlapping: number[] = [];
  const known: number[] = [];
  let rows = 0;
  for (let row = 0; row < decisionTime.length; row++) {
    const isTrain = trainTimes.has(decisionTime[row]);
    if (!isTrain && !validationTimes.has(decisionTime[row])) continue;
    rows++;
    if (labelKnownTime[row] <= decisionTime[row]) known.push(row);
    if (isTrain && judged.meets(decisionTime[row], labelKnownTime[row])) overlapping.push(row);
  }
  return {
    compared: "each training label's interval with the validation labels' intervals",
    rows,
    cutDates: validation.slice(0, 1),
    findings: [
      ...found(
        labels,
        overlapping,
        `reach into the validation dates (from ${validation[0]} on): purge by the label's whole horizon`,
      ),
      ...found(labels, known, 'were known at their own decision: shift the label to begin after it'),
    ],
  };
}

function found(
  { entity, decisionTime, labelKnownTime }: LabelIntervals,
  rows: readonly number[],
  what: string,
): Finding[] {
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

/** Answers whether an interval meets one of the validation's, by the latest end among those that begin by its end. */
function validationIntervals({ decisionTime, labelKnownTime }: LabelIntervals, dates: ReadonlySet<number>) {
  const latestEnd = new Map<number, number>();
  decisionTime.forEach((time, row) => {
    if (dates.has(time)) latestEnd.set(time, Math.max(latestEnd.get(time) ?? time, labelKnownTime[row]));
  });
  const begins = [...latestEnd.keys()].sort((a, b) => a - b);
  let latest = Number.NEGATIVE_INFINITY;
  const ends = begins.map((begin) => {
    latest = Math.max(latest, latestEnd.get(begin) ?? begin);
    return latest;
  });
  return {
    meets(begin: number, end: number): boolean {
      const index = begins.findLastIndex((time) => time <= end);
      return index >= 0 && ends[index] >= begin;
    },
  };
}
