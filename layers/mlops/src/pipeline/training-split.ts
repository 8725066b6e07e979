import { type CalendarDate, CalendarDateSchema } from '@optaic/mlops/base';
import type { TimedPanel } from '@optaic/mlops/data';
import {
  type Exclusions,
  explainExclusion,
  labelEnds,
  type Samples,
  type Split,
  splitTrainValidation,
} from '@optaic/mlops/data/splits';
import { z } from 'zod';
import type { TrainingPlan } from './training-plan.ts';

const Dates = z.array(CalendarDateSchema);

/** Rows of one decision date that are left out of training. */
const ExcludedDateSchema = z.strictObject({
  date: CalendarDateSchema,
  rows: z.int().min(1),
  /** Of the row whose label is known last: its interval and what it is kept from. */
  reason: z.string(),
});

/**
 * The split by date. Labels are purged by their own intervals, so a date may be in `train` and, with the rows whose labels
 * were restated late, in `purged` as well.
 */
export const TrainingSplitSchema = z.strictObject({
  train: Dates.min(1),
  validation: Dates.min(1),
  purged: z.array(ExcludedDateSchema),
  embargoed: z.array(ExcludedDateSchema),
});
export type TrainingSplit = z.infer<typeof TrainingSplitSchema>;

/** The part of a row in a training, as the byte that stands for it. */
export const FOLD = { train: 0, validation: 1, purged: 2, embargoed: 3 } as const;

export interface PartedFrame {
  /** Shape (rows,); each a value of {@link FOLD}. */
  readonly folds: Uint8Array;
  readonly split: TrainingSplit;
}

/**
 * Parts a labelled frame in time order: train | embargoed | purged | validation. The interval of a label goes from its
 * decision to the end of the definition's horizon, or to when the label was known where that is later.
 *
 * @param calendar - All trading days, ascending.
 * @throws {InvalidInputError} `split.too_few_dates`.
 */
export function partFrame(
  { decisionTime, labelKnownTime }: TimedPanel,
  { horizonDays, validationShare, embargoDays }: TrainingPlan['split'],
  calendar: readonly CalendarDate[],
): PartedFrame {
  const days = Float64Array.from(calendar, (day) => Date.parse(day));
  const samples: Samples = {
    start: decisionTime,
    end: labelEnds(decisionTime, days, horizonDays, labelKnownTime),
    calendar: days,
  };
  const split = splitTrainValidation(samples, { validationShare, embargoDates: embargoDays });

  const folds = new Uint8Array(decisionTime.length).fill(FOLD.train);
  for (const row of split.test) folds[row] = FOLD.validation;
  for (const row of split.purged.rows) folds[row] = FOLD.purged;
  for (const row of split.embargoed.rows) folds[row] = FOLD.embargoed;
  return {
    folds,
    split: {
      train: datesOf(split.train, decisionTime),
      validation: datesOf(split.test, decisionTime),
      purged: excludedDates(split.purged, split, samples),
      embargoed: excludedDates(split.embargoed, split, samples),
    },
  };
}

/** The rows of a part, ascending. */
export function rowsOfFold(folds: Uint8Array, fold: (typeof FOLD)[keyof typeof FOLD]): Int32Array {
  const rows: number[] = [];
  folds.forEach((value, row) => {
    if (value === fold) rows.push(row);
  });
  return Int32Array.from(rows);
}

function datesOf(rows: Int32Array, decisionTime: Float64Array): CalendarDate[] {
  return [...new Set(Array.from(rows, (row) => decisionTime[row]))].map(dateOfTime);
}

function excludedDates({ rows }: Exclusions, split: Split, samples: Samples): TrainingSplit['purged'] {
  const byDate = Map.groupBy(rows, (row) => samples.start[row]);
  return [...byDate].map(([time, ofDate]) => {
    const last = ofDate.reduce((latest, row) => (samples.end[row] > samples.end[latest] ? row : latest));
    return {
      date: dateOfTime(time),
      rows: ofDate.length,
      reason: explainExclusion(samples, split, last) ?? '',
    };
  });
}

function dateOfTime(time: number): CalendarDate {
  return CalendarDateSchema.parse(new Date(time).toISOString().slice(0, 10));
}
