import {
  InvalidInputError,
  type LabelledPanel,
  type Panel,
  selectLabelledRows,
  type TrainingResult,
} from '@optaic/mlops/base';
import type { Finding } from '@optaic/mlops/guardrails';
import { dayOf, leakFinding } from './leak-report.ts';
import { onnxGraph } from './onnx-graph.ts';
import type { LeakEvidence } from './run-leak-check.ts';
import { evenlySpaced, sampleRows } from './select-rows.ts';

export interface FitSubject {
  readonly train: LabelledPanel;
  readonly validation: LabelledPanel;
  /** Fits with the run's seed and hyperparameters, each time with a fresh copy of the definition. */
  fit(train: LabelledPanel, validation: LabelledPanel): Promise<Pick<TrainingResult, 'onnx' | 'native' | 'state'>>;
  /** Whether predictions depend on the native form, beside ONNX. */
  servesNative(panel: Panel): Promise<boolean>;
  /** Called between fits; throws when the time is up. */
  requireTime(): void;
}

const SAMPLE = { entities: 20, trainRows: 3_000, validationRows: 1_000 };
/** Rows of a training that is fitted whole where its sample is refused. */
const WHOLE_ROWS = 50_000;
/** How often the validation rows are repeated. */
const REPEATS = [1, 2, 3, 4];
/** Features whose two highest and two lowest rows are held back. */
const EXTREME_FEATURES = 3;
const DAY_MS = 86_400_000;

/**
 * `leak.scaler_window`: what is fitted comes from training rows only. A trainer may watch validation rows, to stop early
 * or to choose, so they cannot just be changed: two families of fits leave what is watched alone, and move what is fitted.
 *
 * 1. The validation rows once, twice, up to four times, as further dates. Their mean losses stay; whatever pools them with
 *    the training rows, such as a z-score over both or a refit on both, weighs them more.
 * 2. The training rows again as validation, without their extreme rows, then with more and more of these, which training
 *    never sees. The loss that is watched falls round by round, so that nothing stops early; a pooled range moves.
 *
 * What serves is compared: the graph (ONNX, without metadata), the state of a definition with memory, and the native form
 * where predictions depend on it. A family is a leak when all of its fits differ: where rounding decides between two
 * rounds, or a few rows between two penalties, fits recur.
 *
 * Fits on a sample: 20 entities, the last 3,000 training rows, the first 1,000 of validation; on all rows, up to
 * 50,000, when the trainer refuses the sample.
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
    const isSampled = sampled.train.rows < train.rows || sampled.validation.rows < validation.rows;
    const isSmall = train.rows + validation.rows <= WHOLE_ROWS;
    if (!(error instanceof InvalidInputError && isSampled && isSmall)) throw error;
    return compareFits(subject);
  }
}

function sample(panel: LabelledPanel, rows: number, dates: 'first' | 'last'): LabelledPanel {
  return selectLabelledRows(panel, sampleRows(panel, { entities: SAMPLE.entities, rows, dates }));
}

async function compareFits(subject: FitSubject): Promise<LeakEvidence> {
  const { train, validation } = subject;
  const servesNative = await subject.servesNative(validation);
  const served: Served = ({ onnx, native, state }) =>
    Buffer.concat([
      onnxGraph(onnx),
      ...(servesNative && native !== undefined ? [native] : []),
      ...(state === undefined ? [] : [state.bytes]),
    ]);
  const findings: Finding[] = [];
  const repeated = REPEATS.map((times) => repeatLater(validation, times));
  if (await allDiffer(subject, served, train, repeated)) {
    findings.push(scalerFinding(validation, 'when its rows are repeated, though no mean loss moves'));
  }
  const { core, validations } = withoutExtremes(train);
  if (await allDiffer(subject, served, core, validations)) {
    findings.push(scalerFinding(validation, 'when a few rows of training data are added to it'));
  }
  return {
    compared: `the served ${servesNative ? 'graphs and native forms' : 'graphs'} of fits whose validation differs in nothing that may be watched`,
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

/** The bytes of a fit that reach a prediction. */
type Served = (fit: Awaited<ReturnType<FitSubject['fit']>>) => Uint8Array;

/** Fits on each validation in turn, and ends at the first one that serves what was served before. */
async function allDiffer(
  { fit, requireTime }: FitSubject,
  served: Served,
  train: LabelledPanel,
  validations: readonly LabelledPanel[],
): Promise<boolean> {
  const fits: Uint8Array[] = [];
  for (const validation of validations) {
    requireTime();
    const bytes = served(await fit(train, validation));
    if (fits.some((other) => Buffer.compare(other, bytes) === 0)) return false;
    fits.push(bytes);
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
 * The rows without those where a feature is among its two highest or lowest; and validations on later dates: these rows,
 * then with the second highest again, with the highest, the second lowest and the lowest, one after the other.
 */
function withoutExtremes(train: LabelledPanel): { core: LabelledPanel; validations: LabelledPanel[] } {
  const steps = extremeRows(train);
  const withSteps = (count: number): LabelledPanel => {
    const out = new Set(steps.slice(count).flat());
    const kept: number[] = [];
    for (let row = 0; row < train.rows; row++) if (!out.has(row)) kept.push(row);
    return selectLabelledRows(train, kept);
  };
  const span = spanOf(train);
  const validations = Array.from({ length: steps.length + 1 }, (_, count) => later(withSteps(count), span));
  return { core: withSteps(0), validations };
}

/** By step: the rows with the second highest value of each feature, the highest, the second lowest, the lowest. */
function extremeRows({ featureNames, features, rows }: LabelledPanel): number[][] {
  const looked = evenlySpaced(
    featureNames.map((_, feature) => feature),
    Math.min(EXTREME_FEATURES, featureNames.length),
  );
  const sorted = looked.map((feature) => {
    const column = features.subarray(feature * rows, (feature + 1) * rows);
    const present = Array.from({ length: rows }, (_, row) => row).filter((row) => !Number.isNaN(column[row]));
    return present.sort((a, b) => column[a] - column[b]);
  });
  return [-2, -1, 1, 0].map((position) => sorted.flatMap((order) => order.at(position) ?? []));
}
