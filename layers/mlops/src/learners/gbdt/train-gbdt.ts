import { InvalidInputError } from '@optaic/mlops/base';
import { binDataset } from './binned-matrix.ts';
import { checkDataset, type GbdtDataset } from './dataset.ts';
import type { GbdtModel, GbdtTree } from './gbdt-model.ts';
import { growTree, type TreeLimits } from './grow-tree.ts';
import { getObjective } from './objective.ts';
import type { GbdtParameters } from './parameters.ts';
import { addTree } from './predict-gbdt.ts';
import { createTreeSampler } from './sampling.ts';
import type { SplitPenalties } from './split.ts';
import { createTypescriptKernel } from './typescript-kernel.ts';

export interface GbdtRound {
  /** From 1. */
  readonly round: number;
  /** Rounds asked for; early stopping may end before. */
  readonly rounds: number;
  /** In the unit of the labels, as `validationRmse`. */
  readonly trainRmse: number;
  readonly validationRmse?: number;
}

export interface TrainGbdtOptions {
  /** Watched, never learned from; the features must be those of the training dataset. */
  readonly validation?: GbdtDataset;
  onRound?(round: GbdtRound): void;
}

/**
 * Trains gradient-boosted trees with the semantics of XGBoost's `hist` method, single-threaded: the same data and
 * parameters give the same model, bit for bit.
 *
 * With `early_stopping_rounds`, training ends when so many rounds in a row did not lower the validation error, and the
 * model keeps the rounds up to the best.
 *
 * @throws {InvalidInputError} `learner.validation_missing` when early stopping has nothing to watch,
 *   `learner.feature_mismatch` when the validation dataset has other features, and the errors of `checkDataset`.
 * @see Chen and Guestrin, XGBoost: A Scalable Tree Boosting System, 2016.
 */
export function trainGbdt(dataset: GbdtDataset, parameters: GbdtParameters, options: TrainGbdtOptions = {}): GbdtModel {
  const { validation } = options;
  checkInputs(dataset, parameters, validation);
  const baseScore = Math.fround(parameters.base_score ?? getObjective(parameters.objective).estimateBaseScore(dataset));
  const booster = createBooster(dataset, parameters, baseScore);
  const validationMargins = new Float32Array(validation?.rows ?? 0).fill(baseScore);
  const rounds = parameters.num_boost_round;
  const patience = parameters.early_stopping_rounds;
  const trees: GbdtTree[] = [];
  let bestIteration = 0;
  let bestScore = Number.POSITIVE_INFINITY;

  for (let iteration = 0; iteration < rounds; iteration++) {
    const tree = booster.addRound();
    trees.push(tree);
    const trainRmse = rootMeanSquaredError(booster.margins, dataset);
    if (validation === undefined) {
      options.onRound?.({ round: iteration + 1, rounds, trainRmse });
      continue;
    }
    addTree(tree, validation.values, validation.rows, undefined, validationMargins);
    const validationRmse = rootMeanSquaredError(validationMargins, validation);
    options.onRound?.({ round: iteration + 1, rounds, trainRmse, validationRmse });
    if (validationRmse < bestScore) {
      bestScore = validationRmse;
      bestIteration = iteration;
    }
    if (patience !== undefined && iteration - bestIteration >= patience) break;
  }

  const model = { objective: parameters.objective, featureNames: [...dataset.featureNames], baseScore };
  if (patience === undefined) return { ...model, trees };
  return { ...model, trees: trees.slice(0, bestIteration + 1), bestIteration, bestScore };
}

/** The state of one training. */
interface Booster {
  /** Predictions for the training rows so far, shape (rows,). */
  readonly margins: Float32Array;
  /** Grows a tree on the gradients at the margins and adds it to them. */
  addRound(): GbdtTree;
}

/** What all histograms of a training may take together. */
const HISTOGRAM_BYTES = 2 ** 30;
const BYTES_PER_SLOT = 16;

function createBooster(dataset: GbdtDataset, parameters: GbdtParameters, baseScore: number): Booster {
  const { rows, features } = dataset;
  const objective = getObjective(parameters.objective);
  const limits = treeLimits(parameters);
  const penalties = splitPenalties(parameters);
  const matrix = binDataset(dataset, parameters.max_bin);
  const kernel = createTypescriptKernel({ matrix, penalties, threads: 1 });
  const histograms = Math.max(2, Math.floor(HISTOGRAM_BYTES / (BYTES_PER_SLOT * matrix.slots[features])));
  const sampler = createTreeSampler({
    rows,
    features,
    subsample: parameters.subsample,
    colsampleByTree: parameters.colsample_bytree,
    colsampleByLevel: 1,
    colsampleByNode: 1,
    seed: parameters.seed,
  });
  const [gradients] = kernel.createGradients(1);
  const [margins] = kernel.createMargins(1);
  margins.fill(baseScore);
  return {
    margins,
    addRound() {
      objective.differentiate(margins, dataset, gradients);
      const sample = sampler.sampleRows();
      const inputs = { gradients, rows: sample, features: sampler.features, histograms };
      const { tree, leaves } = growTree(kernel, inputs, penalties, limits);
      kernel.addLeaves(leaves, margins);
      if (sample !== undefined) addTree(tree, dataset.values, rows, rowsOutside(sample, rows), margins);
      return tree;
    },
  };
}

/** Root of the weighted mean of (y − p)²: float64 sums of float32 losses. In the unit of the labels. */
export function rootMeanSquaredError(predictions: Float32Array, { rows, labels, weights }: GbdtDataset): number {
  let sum = 0;
  let total = 0;
  for (let row = 0; row < rows; row++) {
    const error = Math.fround(labels[row] - predictions[row]);
    const weight = weights === undefined ? 1 : weights[row];
    sum += Math.fround(error * error) * weight;
    total += weight;
  }
  return Math.sqrt(sum / total);
}

function treeLimits(parameters: GbdtParameters): TreeLimits {
  return {
    learningRate: Math.fround(parameters.learning_rate),
    gamma: Math.fround(parameters.gamma),
    maxDepth: parameters.max_depth,
    maxLeaves: 0,
    growPolicy: 'depthwise',
  };
}

function splitPenalties(parameters: GbdtParameters): SplitPenalties {
  return {
    lambda: Math.fround(parameters.reg_lambda),
    alpha: Math.fround(parameters.reg_alpha),
    minChildWeight: Math.fround(parameters.min_child_weight),
    maxDeltaStep: 0,
    monotone: undefined,
  };
}

function checkInputs(dataset: GbdtDataset, parameters: GbdtParameters, validation: GbdtDataset | undefined): void {
  checkDataset(dataset, 'training');
  if (validation === undefined) {
    if (parameters.early_stopping_rounds === undefined) return;
    throw new InvalidInputError(
      'learner.validation_missing',
      `early_stopping_rounds is ${parameters.early_stopping_rounds} but there is no validation dataset to watch; give one, or drop the parameter`,
    );
  }
  checkDataset(validation, 'validation');
  const isSame =
    validation.features === dataset.features &&
    validation.featureNames.every((name, i) => name === dataset.featureNames[i]);
  if (isSame) return;
  throw new InvalidInputError(
    'learner.feature_mismatch',
    `the validation dataset has the features ${validation.featureNames.join(', ')}; the training dataset has ${dataset.featureNames.join(', ')}`,
  );
}

/** The rows that an ascending sample left out. */
function rowsOutside(sample: Int32Array, rows: number): Int32Array {
  const outside = new Int32Array(rows - sample.length);
  let count = 0;
  let next = 0;
  for (let row = 0; row < rows; row++) {
    if (sample[next] === row) next++;
    else outside[count++] = row;
  }
  return outside;
}
