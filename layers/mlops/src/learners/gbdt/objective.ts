import type { GbdtDataset } from './dataset.ts';
import { createLambdaRank } from './objectives/lambda-rank.ts';
import { createLogistic } from './objectives/logistic.ts';
import { createPseudoHuber } from './objectives/pseudo-huber.ts';
import { createSoftmax } from './objectives/softmax.ts';
import { createSquaredError } from './objectives/squared-error.ts';
import type { GbdtParameters } from './parameters.ts';

export type ObjectiveName = GbdtParameters['objective'];

/** First and second derivative of the loss by the margin, per row; rounded to float32, weights already multiplied in. */
export interface Gradients {
  /** Shape (rows,). */
  readonly gradient: Float32Array;
  /** Shape (rows,); ≥ 0. */
  readonly hessian: Float32Array;
}

/** All that the booster knows of a loss: where an objective plugs in. */
export interface Objective {
  /** Margins of a row: the classes of softmax, otherwise 1. */
  readonly outputs: number;
  /** The metric that is evaluated when the caller names none. */
  defaultMetric(dataset: GbdtDataset): string;
  /**
   * Refuses labels that mean nothing to this loss.
   *
   * @param name - How errors call the dataset.
   */
  checkLabels(dataset: GbdtDataset, name: 'training' | 'validation'): void;
  /** The global bias when the caller gives none, as XGBoost 3.0 estimates it; prediction space, float32. */
  estimateBaseScore(dataset: GbdtDataset): number;
  /**
   * Writes the derivatives at the margins into `into`.
   *
   * @param margins - Shape (rows,), one an output.
   */
  differentiate(margins: readonly Float32Array[], dataset: GbdtDataset, into: readonly Gradients[]): void;
  /** The loss that this is in its plain form, which a kernel may differentiate itself, to the same bits. */
  readonly kernelLoss?: KernelLoss | undefined;
}

/** Losses of one output that a kernel may know. */
export type KernelLoss = 'logistic' | 'squared';

const OBJECTIVES: Readonly<Record<ObjectiveName, (parameters: GbdtParameters) => Objective>> = {
  'reg:squarederror': createSquaredError,
  'reg:pseudohubererror': createPseudoHuber,
  'binary:logistic': createLogistic,
  'multi:softprob': createSoftmax,
  'rank:pairwise': createLambdaRank,
  'rank:ndcg': createLambdaRank,
};

/** The objective that the parameters name, set by them. */
export function createObjective(parameters: GbdtParameters): Objective {
  return OBJECTIVES[parameters.objective](parameters);
}
