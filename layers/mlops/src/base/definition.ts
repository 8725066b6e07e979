import type { ZodType } from 'zod';
import type { LabelledPanel, Panel } from './panel.ts';

/** What an author reads: a definition is five components, each pure. Columns in, columns or bytes out. */

export type ModelCategory = 'signal' | 'macro_regime' | 'relevance' | 'signal_combining' | 'signal_filtering';

/** Uniform in [0, 1), seeded by the run: the only source of randomness a definition has. */
export type RandomGenerator = () => number;

export interface Logger {
  info(message: string, facts?: Readonly<Record<string, unknown>>): void;
}

/**
 * Scores rows with a model's native form, by the learner's own arithmetic. Returns shape (rows × outputs), row-major: what
 * ONNX gives, which for most models is one output a row.
 */
export interface NativeScorer {
  score(panel: Panel): Float32Array;
}

export interface Model<Hyperparameters> {
  readonly hyperparameters: ZodType<Hyperparameters>;
  /** Loads the native form that the trainer returned. */
  create(native: Uint8Array): NativeScorer;
}

export interface RoundProgress {
  readonly round: number;
  readonly rounds: number;
  /** Named losses of this round, such as `trainRmse`. */
  readonly losses: Readonly<Record<string, number>>;
}

export interface TrainingContext {
  readonly seed: number;
  readonly random: RandomGenerator;
  readonly log: Logger;
  /** The native form of the instance's production version when the training was planned, such as for matching labels. */
  readonly previous?: Uint8Array;
  /** The ONNX file of a model that was made elsewhere, when this training is its import. */
  readonly upload?: Uint8Array;
  onRound(progress: RoundProgress): void;
}

/** What a definition with memory hands from one inference to the next. */
export interface ModelState {
  readonly bytes: Uint8Array;
  /** The last decision that it has seen; milliseconds since the epoch, UTC. */
  readonly through: number;
}

export interface TrainingResult {
  /** What serves: input `features` float32 (N, F), output `score` float32 (N, outputs), one output for most models. */
  readonly onnx: Uint8Array;
  /** Absent for a learner without one: then ONNX has to give a row the same score in every batch. */
  readonly native?: Uint8Array;
  /** Of a definition with memory: what the first inference of this version goes on from. */
  readonly state?: ModelState;
  readonly metrics: Readonly<Record<string, number>>;
  /** Share of importance by feature, summing to 1. */
  readonly importance: Readonly<Record<string, number>>;
}

/** Of a learner with a native form. */
export type NativeTrainingResult = TrainingResult & { readonly native: Uint8Array };

export interface Trainer<Hyperparameters, Result extends TrainingResult = TrainingResult> {
  fit(
    train: LabelledPanel,
    validation: LabelledPanel,
    hyperparameters: Hyperparameters,
    context: TrainingContext,
  ): Promise<Result> | Result;
}

export interface EvaluationContext {
  readonly native?: Uint8Array;
  readonly state?: ModelState;
}

/** Judges scores, as ONNX gave them, against outcomes; returns named metrics. */
export interface Evaluator {
  evaluate(
    validation: LabelledPanel,
    score: Float32Array,
    context?: EvaluationContext,
  ): Readonly<Record<string, number>>;
}

export interface TrainingConfig {
  /** The label looks this many trading days ahead; a row is purged by it, or by when its own label was known if later. */
  readonly horizonDays: number;
  /** The last share of the dates, kept for validation. */
  readonly validationShare: number;
  /** Trading days dropped beyond the purge. */
  readonly embargoDays: number;
  /** Its models are made elsewhere: every training takes in an uploaded one (`context.upload`). @default false */
  readonly imports?: boolean;
}

export interface InferenceContext {
  /** Runs the ONNX model on row-major features of shape (rows × features). Returns shape (rows × outputs), row-major. */
  infer(features: Float32Array, rows: number): Promise<Float32Array>;
  readonly log: Logger;
  readonly native?: Uint8Array;
  /** Of a definition with memory: what the inference before it left, or the training. */
  readonly state?: ModelState;
}

/** Rows to publish: those of the panel, unless they say what they are about themselves. */
export interface Prediction {
  /** The model's raw output, what drift watches. Shape (rows,). */
  readonly score: Float32Array;
  /** What is published, in [-1, 1]. Shape (rows,). */
  readonly signal: Float32Array;
  /** Published beside them, by name; each of shape (rows,). Missing is NaN. */
  readonly columns?: Readonly<Record<string, Float32Array>>;
  /** Given together where the rows are others than the panel's, such as one a feature; by (decisionTime, entity), ascending. */
  readonly entity?: readonly string[];
  readonly decisionTime?: Float64Array;
  /** Of a definition with memory: what the next inference goes on from. */
  readonly state?: ModelState;
}

/**
 * What an inference sees of earlier ones. `previous`: the state that the one before it left. `contiguous`: besides, its
 * panel holds every trading day since that state, so that no bar is skipped; only the asked decisions are published.
 */
export type Memory = 'none' | 'previous' | 'contiguous';

export interface Predictor {
  /** One cross-section: every row has the same decision time. */
  predict(crossSection: Panel, context: InferenceContext): Promise<Prediction>;
  /** Any number of dates. */
  predictBatch(panel: Panel, context: InferenceContext): Promise<Prediction>;
}

/** Drift is judged against limits calibrated on windows of the same length inside the training data. */
export interface DataMonitor {
  readonly statistic: 'wasserstein_normed';
  /** Quantile of the statistic over the calibration windows: the limit of a feature. */
  readonly limitQuantile: number;
  /** Trading days in a window, at calibration and at each check. */
  readonly windowDays: number;
  /** The dataset drifts when at least this share of its features exceed their limits. */
  readonly driftShare: number;
}

export interface PerformanceMonitor {
  readonly metric: 'rank_information_coefficient';
  /** Dates with an outcome before a mean is reported. */
  readonly minimumDates: number;
}

export interface AlertRule {
  readonly name: string;
  readonly metric: 'drift_share' | 'mean_rank_information_coefficient';
  readonly comparison: 'gte' | 'lt';
  readonly limit: number;
  readonly severity: 'warning' | 'critical';
  readonly action?: 'retrain';
  /** No second action of this rule within so many days of simulated or live time. */
  readonly cooldownDays: number;
}

export interface DefinitionTestContext {
  readonly random: RandomGenerator;
  assert(condition: boolean, message: string): void;
}

export interface DefinitionTest {
  readonly name: string;
  run(context: DefinitionTestContext): Promise<void> | void;
}

export interface ModelModule<Hyperparameters = unknown> {
  readonly name: string;
  readonly version: string;
  readonly category: ModelCategory;
  readonly model: Model<Hyperparameters>;
  readonly training: {
    readonly config: TrainingConfig;
    readonly trainer: Trainer<Hyperparameters>;
    readonly evaluator: Evaluator;
  };
  readonly inference: {
    readonly predictor: Predictor;
    /** `none` where it is absent. */
    readonly memory?: Memory;
  };
  readonly monitoring: {
    readonly dataMonitor: DataMonitor;
    readonly performanceMonitor: PerformanceMonitor;
    readonly alertRules: readonly AlertRule[];
  };
  readonly tests: readonly DefinitionTest[];
}

/** Types a definition; the components are checked when it registers, so that plain JavaScript is judged too. */
export function defineModelModule<Hyperparameters>(module: ModelModule<Hyperparameters>): ModelModule<Hyperparameters> {
  return module;
}
