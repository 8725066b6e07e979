import { InvalidInputError, type LabelledPanel } from '@optaic/mlops/base';
import type { Finding } from '@optaic/mlops/guardrails';
import { dayOf, leakFinding } from './leak-report.ts';
import { onnxGraph } from './onnx-graph.ts';
import type { LeakEvidence } from './run-leak-check.ts';
import { evenlySpaced, sampleRows, selectLabelledRows } from './select-rows.ts';

export interface FitSubject {
  readonly train: LabelledPanel;
  readonly validation: LabelledPanel;
  /** Fits with the run's seed and hyperparameters, each time with a fresh copy of the definition. */
  fit(train: LabelledPanel, validation: LabelledPanel): Promise<{ readonly onnx: Uint8Array }>;
  /** Called between fits; throws when the time is up. */
  requireTime(): void;
}

const SAMPLE = { entities: 20, trainRows: 3_000, validationRows: 1_000 };
/** Features whose extreme rows are held back. */
const EXTREME_FEATURES = 8;
const DAY_MS = 86_400_000;

/**
 * `leak.scaler_window`: what is fitted comes from training rows only. A trainer may watch validation rows, to stop early
 * or to choose, so they cannot just be changed: two families of fits leave what is watched alone, and move what is fitted.
 *
 * 1. The validation rows once, twice, three times, as further dates. Their mean losses stay; whatever pools them with the
 *    training rows, such as a z-score over both or a refit on both, weighs them more.
 * 2. The training rows again as validation, without and with a few of their extreme rows, which training never sees. The
 *    loss that is watched falls round by round, so that nothing stops early; a pooled minimum or a quantile moves.
 *
 * The served graphs (ONNX, without metadata) are compared, since nothing else reaches a prediction. A family is a leak
 * when all three of its graphs differ: a tie between two rounds that rounding decides makes two graphs at most.
 *
 * Fits on a sample: 20 entities, the last 3,000 training rows, the first 1,000 of validation; on all rows when the trainer
 * refuses the sample.
 */
export async function checkScalerWindow(subject: FitSubject): Promise<LeakEvidence> {
  const { train, validation } = subject;
  const sampled = {
    ...subject,
    train: sample(train, SAMPLE.trainRows, 'last'),
    validation: sample(validation, SAMPLE.validationRows, 'first'),
  };
  try {
    return await compareFits(sampled);
  } catch (error) {
    const isWhole = sampled.train.rows === train.rows && sampled.validation.rows === validation.rows;
    if (isWhole || !(error instanceof InvalidInputError)) throw error;
    return compareFits(subject);
  }
}

function sample(panel: LabelledPanel, rows: number, dates: 'first' | 'last'): LabelledPanel {
  return selectLabelledRows(panel, sampleRows(panel, { entities: SAMPLE.entities, rows, dates }));
}

async function compareFits(subject: FitSubject): Promise<LeakEvidence> {
  const { train, validation } = subject;
  const findings: Finding[] = [];
  const repeated = [validation, ...[2, 3].map((times) => repeatLater(validation, times))];
  if (await allDiffer(subject, train, repeated)) {
    findings.push(scalerFinding(validation, 'when its rows are repeated, though no mean loss moves'));
  }
  const { core, families } = withoutExtremes(train);
  if (await allDiffer(subject, core, families)) {
    findings.push(scalerFinding(validation, 'when a few rows of training data are added to it'));
  }
  return {
    compared: 'the served graphs of fits whose validation differs in nothing that may be watched',
    rows: train.rows + validation.rows,
    cutDates: validation.rows === 0 ? [] : [dayOf(validation.decisionTime[0])],
    findings,
  };
}

function scalerFinding({ decisionTime }: LabelledPanel, how: string): Finding {
  return leakFinding({
    code: 'leak.scaler_window',
    message: `the fitted model moves with the validation rows (from ${dayOf(decisionTime[0])} on) ${how}: a scaler, an imputer or the model itself is fitted on them; fit on the training rows only`,
  });
}

/** Fits on each validation in turn, and ends at the first graph that was there before. */
async function allDiffer(
  { fit, requireTime }: FitSubject,
  train: LabelledPanel,
  validations: readonly LabelledPanel[],
): Promise<boolean> {
  const graphs: Uint8Array[] = [];
  for (const validation of validations) {
    requireTime();
    const graph = onnxGraph((await fit(train, validation)).onnx);
    if (graphs.some((other) => Buffer.compare(other, graph) === 0)) return false;
    graphs.push(graph);
  }
  return true;
}

/** A panel followed by itself, so often in all, each time on later dates. */
function repeatLater(panel: LabelledPanel, times: number): LabelledPanel {
  const copies = Array.from({ length: times }, (_, copy) => later(panel, copy * spanOf(panel)));
  const rows = panel.rows * times;
  const features = new Float32Array(panel.featureNames.length * rows);
  for (let feature = 0; feature < panel.featureNames.length; feature++) {
    const column = panel.features.subarray(feature * panel.rows, (feature + 1) * panel.rows);
    for (let copy = 0; copy < times; copy++) features.set(column, feature * rows + copy * panel.rows);
  }
  return {
    rows,
    entity: copies.flatMap(({ entity }) => entity),
    decisionTime: Float64Array.from(copies.flatMap(({ decisionTime }) => [...decisionTime])),
    featureNames: panel.featureNames,
    features,
    labels: Float32Array.from(copies.flatMap(({ labels }) => [...labels])),
  };
}

function later(panel: LabelledPanel, milliseconds: number): LabelledPanel {
  return { ...panel, decisionTime: panel.decisionTime.map((time) => time + milliseconds) };
}

/** Whole days from the first decision to the day after the last. */
function spanOf({ decisionTime, rows }: LabelledPanel): number {
  return rows === 0 ? 0 : (Math.ceil((decisionTime[rows - 1] - decisionTime[0]) / DAY_MS) + 1) * DAY_MS;
}

/**
 * The rows without those where a feature is highest or lowest; and three validations on later dates: the same rows, these
 * with the highest again, and these with the lowest too.
 */
function withoutExtremes(train: LabelledPanel): { core: LabelledPanel; families: LabelledPanel[] } {
  const { highest, lowest } = extremeRows(train);
  const keep = (...out: ReadonlySet<number>[]): LabelledPanel => {
    const kept: number[] = [];
    for (let row = 0; row < train.rows; row++) if (!out.some((rows) => rows.has(row))) kept.push(row);
    return selectLabelledRows(train, kept);
  };
  const core = keep(highest, lowest);
  const families = [core, keep(lowest), keep()].map((panel) => later(panel, spanOf(train)));
  return { core, families };
}

function extremeRows({ featureNames, features, rows }: LabelledPanel): { highest: Set<number>; lowest: Set<number> } {
  const highest = new Set<number>();
  const lowest = new Set<number>();
  const looked = evenlySpaced(
    featureNames.map((_, feature) => feature),
    Math.min(EXTREME_FEATURES, featureNames.length),
  );
  for (const feature of looked) {
    let high = -1;
    let low = -1;
    for (let row = 0; row < rows; row++) {
      const value = features[feature * rows + row];
      if (Number.isNaN(value)) continue;
      if (high < 0 || value > features[feature * rows + high]) high = row;
      if (low < 0 || value < features[feature * rows + low]) low = row;
    }
    if (high >= 0) highest.add(high);
    if (low >= 0 && !highest.has(low)) lowest.add(low);
  }
  return { highest, lowest };
}
