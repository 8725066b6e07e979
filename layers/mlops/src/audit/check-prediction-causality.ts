import { createRandom, InvalidInputError, type Panel, type Prediction, selectPanelRows } from '@optaic/mlops/base';
import type { Finding } from '@optaic/mlops/guardrails';
import { dayOf, type LeakCode, leakFinding } from './leak-report.ts';
import { movedRows, predictedBy } from './moved-predictions.ts';
import type { LeakEvidence } from './run-leak-check.ts';

export interface PredictionSubject {
  /** Rows in panel order. */
  readonly panel: Panel;
  /** Predicts any number of dates, each time with a fresh copy of the definition, so that no call remembers another. */
  predictBatch(panel: Panel): Promise<Prediction>;
  /** Called between predictions; throws when the time is up. */
  requireTime(): void;
}

/** A date up to which outputs may not move. */
interface Cut {
  readonly date: string;
  /** Its decision time; milliseconds since the epoch. */
  readonly time: number;
  /** Rows of the panel decided by then; they come first. */
  readonly rows: number;
}

/**
 * `leak.prefix_variance`: what `predictBatch` says of rows up to a date does not move when later rows are there, bit for
 * bit. Looks at four cut dates. A centred window, a scaler over the batch or a smoothed regime moves.
 *
 * @throws {InvalidInputError} `leak.too_few_dates` when the panel has one date: nothing comes later.
 */
export async function checkPrefixInvariance(subject: PredictionSubject): Promise<LeakEvidence> {
  const { panel } = subject;
  const cuts = cutsOf(panel);
  const whole = await subject.predictBatch(panel);
  const findings: Finding[] = [];
  for (const cut of cuts) {
    subject.requireTime();
    const prefix = await subject.predictBatch(firstRows(panel, cut.rows));
    findings.push(
      ...movedOutputs(panel, cut, whole, prefix, {
        code: 'leak.prefix_variance',
        because: 'when later rows are left out',
      }),
    );
  }
  return evidence('predictBatch on all rows and on the rows up to each cut date', panel, cuts, findings);
}

/**
 * `leak.shuffled_future`: what `predictBatch` says of rows up to a date does not move when the features of later rows
 * are permuted, or mirrored in their range, bit for bit.
 *
 * @throws {InvalidInputError} `leak.too_few_dates` when the panel has one date.
 */
export async function checkShuffledFuture(subject: PredictionSubject): Promise<LeakEvidence> {
  const { panel } = subject;
  const cuts = cutsOf(panel);
  const whole = await subject.predictBatch(panel);
  const findings: Finding[] = [];
  for (const [index, cut] of cuts.entries()) {
    subject.requireTime();
    const spoil = index % 2 === 0 ? permuteFuture : mirrorFuture;
    const other = await subject.predictBatch(spoil(panel, cut.rows));
    findings.push(
      ...movedOutputs(panel, cut, whole, other, {
        code: 'leak.shuffled_future',
        because: `when the features of later rows are ${spoil === permuteFuture ? 'permuted' : 'mirrored'}`,
      }),
    );
  }
  return evidence('predictBatch with the true and with a spoiled future of each cut date', panel, cuts, findings);
}

function evidence(compared: string, { rows }: Panel, cuts: readonly Cut[], findings: readonly Finding[]): LeakEvidence {
  return { compared, rows, cutDates: cuts.map(({ date }) => date), findings: [...findings] };
}

/** After a quarter, a half and three quarters of the dates, and before the last. */
function cutsOf({ decisionTime, rows }: Panel): Cut[] {
  const lastRows: number[] = [];
  for (let row = 0; row < rows; row++) if (decisionTime[row] !== decisionTime[row + 1]) lastRows.push(row);
  const dates = lastRows.length;
  if (dates < 2) {
    throw new InvalidInputError('leak.too_few_dates', `${dates} decision dates: it takes two to look ahead`);
  }
  const positions = [0.25, 0.5, 0.75].map((share) => Math.floor(dates * share)).filter((position) => position >= 1);
  return [...new Set([...positions, dates - 1])].map((position) => {
    const last = lastRows[position - 1];
    return { date: dayOf(decisionTime[last]), time: decisionTime[last], rows: last + 1 };
  });
}

function movedOutputs(
  panel: Panel,
  cut: Cut,
  whole: Prediction,
  other: Prediction,
  { code, because }: { code: LeakCode; because: string },
): Finding[] {
  const [before, after] = [whole, other].map((prediction) => predictedBy(panel, prediction, cut.time));
  const moved = movedRows(before, after);
  if (moved.length === 0) return [];
  return [
    leakFinding({
      code,
      message: `${moved.length} of ${before.size} predictions up to ${cut.date} move ${because}: predictBatch looks ahead; compute each date from that date and earlier ones`,
      offending: moved.reverse(),
      value: moved.length,
      limit: 0,
    }),
  ];
}

function firstRows(panel: Panel, rows: number): Panel {
  return selectPanelRows(
    panel,
    Array.from({ length: rows }, (_, row) => row),
  );
}

/** Each feature's values after the cut in another order (Fisher and Yates), the same on every machine. */
function permuteFuture(panel: Panel, from: number): Panel {
  const random = createRandom(from);
  return withColumns(panel, (column) => {
    for (let row = panel.rows - 1; row > from; row--) {
      const other = from + Math.floor(random() * (row - from + 1));
      [column[row], column[other]] = [column[other], column[row]];
    }
  });
}

/** Each feature's values after the cut as lowest + highest − value: other, yet in the feature's range. */
function mirrorFuture(panel: Panel, from: number): Panel {
  return withColumns(panel, (column) => {
    let lowest = Number.POSITIVE_INFINITY;
    let highest = Number.NEGATIVE_INFINITY;
    for (const value of column) {
      if (value < lowest) lowest = value;
      if (value > highest) highest = value;
    }
    for (let row = from; row < panel.rows; row++) column[row] = lowest + highest - column[row];
  });
}

function withColumns(panel: Panel, change: (column: Float32Array) => void): Panel {
  const features = panel.features.slice();
  for (let feature = 0; feature < panel.featureNames.length; feature++) {
    change(features.subarray(feature * panel.rows, (feature + 1) * panel.rows));
  }
  return { ...panel, features };
}
