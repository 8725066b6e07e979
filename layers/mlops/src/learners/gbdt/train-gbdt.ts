import { InvalidInputError } from '@optaic/mlops/base';
import { baseMargins } from './base-margins.ts';
import { createBooster } from './booster.ts';
import { checkDataset, type GbdtDataset } from './dataset.ts';
import { createMetrics, isMaximised, type Metric } from './evaluation/metric.ts';
import type { GbdtModel, GbdtTree } from './gbdt-model.ts';
import { checkGroups } from './group-ranges.ts';
import type { KernelOptions } from './kernel/open-tree-kernel.ts';
import { createObjective, type Objective } from './objective.ts';
import { objectiveParameters } from './objective-parameters.ts';
import { checkParameters, type GbdtParameters } from './parameters.ts';
import { addTree } from './predict-gbdt.ts';
import { toPredictions } from './to-predictions.ts';

export interface GbdtRound {
  /** From 1. */
  readonly round: number;
  /** Rounds asked for; early stopping may end before. */
  readonly rounds: number;
  /** Every metric of both datasets under one name, as a progress display wants it: `trainRmse`, `validationNdcg32`. */
  readonly losses: Readonly<Record<string, number>>;
  /** By XGBoost's name of the metric. */
  readonly train: Readonly<Record<string, number>>;
  readonly validation?: Readonly<Record<string, number>>;
}

export interface TrainGbdtOptions extends KernelOptions {
  /** Watched, never learned from; the features must be those of the training dataset. */
  readonly validation?: GbdtDataset;
  /** Training metrics cost time each round, and are evaluated only for this. */
  onRound?(round: GbdtRound): void;
}

/**
 * Trains gradient-boosted trees with the semantics of XGBoost's `hist` method: the same data and parameters give the same
 * model, bit for bit.
 *
 * With `early_stopping_rounds`, training ends when the last metric of so many rounds in a row was no better on the
 * validation dataset, and the model keeps the rounds up to the best.
 *
 * @throws {InvalidInputError} `learner.validation_missing` when early stopping has nothing to watch,
 *   `learner.feature_mismatch` when the validation dataset has other features, `learner.label_out_of_range` and
 *   `learner.single_class` for labels that the objective cannot learn from, `learner.group_split` and
 *   `learner.group_weight_varies` in ranking, and the errors of `checkDataset` and `checkParameters`.
 * @see Chen and Guestrin, XGBoost: A Scalable Tree Boosting System, 2016.
 */
export function trainGbdt(dataset: GbdtDataset, parameters: GbdtParameters, options: TrainGbdtOptions = {}): GbdtModel {
  const { validation, onRound } = options;
  const objective = createObjective(parameters);
  checkInputs(dataset, parameters, objective, validation);
  const metrics = createMetrics(parameters, objective.defaultMetric(dataset));
  for (const metric of metrics) {
    metric.checkLabels?.(dataset, 'training');
    if (validation !== undefined) metric.checkLabels?.(validation, 'validation');
  }
  const model = {
    objective: parameters.objective,
    featureNames: [...dataset.featureNames],
    baseScore: Math.fround(parameters.base_score ?? objective.estimateBaseScore(dataset)),
    ...(objective.outputs === 1 ? {} : { classes: objective.outputs }),
    ...objectiveParameters(parameters),
  };
  const base = baseMargins(model);
  const booster = createBooster({ dataset, parameters, objective, base, kernel: options });
  const watched = validation && createWatched(validation, base);
  const evaluate = ({ margins, dataset }: Watched) =>
    evaluateMetrics(metrics, toPredictions(parameters.objective, margins), dataset, objective.outputs);
  const stopping = createStopping(metrics[metrics.length - 1], parameters.early_stopping_rounds);
  const rounds = parameters.num_boost_round;
  const trees: GbdtTree[] = [];

  try {
    for (let iteration = 0; iteration < rounds; iteration++) {
      const grown = booster.addRound();
      trees.push(...grown);
      watched?.add(grown);
      const onValidation = watched && evaluate(watched);
      if (onRound !== undefined) {
        const onTrain = evaluate({ margins: booster.margins, dataset });
        onRound({ round: iteration + 1, rounds, ...describeRound(onTrain, onValidation) });
      }
      if (onValidation !== undefined && stopping.isOver(iteration, onValidation)) break;
    }
  } finally {
    booster.dispose();
  }

  if (parameters.early_stopping_rounds === undefined) return { ...model, trees };
  const { bestIteration, bestScore } = stopping;
  return { ...model, trees: trees.slice(0, (bestIteration + 1) * objective.outputs), bestIteration, bestScore };
}

/** A dataset and the margins of its rows so far. */
interface Watched {
  readonly dataset: GbdtDataset;
  readonly margins: readonly Float32Array[];
}

function createWatched(dataset: GbdtDataset, base: readonly number[]) {
  const margins = base.map((margin) => new Float32Array(dataset.rows).fill(margin));
  return {
    dataset,
    margins,
    add: (trees: readonly GbdtTree[]) => {
      trees.forEach((tree, output) => {
        addTree(tree, dataset.values, dataset.rows, undefined, margins[output]);
      });
    },
  };
}

function evaluateMetrics(
  metrics: readonly Metric[],
  predictions: Float32Array,
  dataset: GbdtDataset,
  outputs: number,
): Record<string, number> {
  return Object.fromEntries(metrics.map((metric) => [metric.name, metric.evaluate(predictions, dataset, outputs)]));
}

function describeRound(train: Record<string, number>, validation: Record<string, number> | undefined) {
  const named = (prefix: string, values: Record<string, number>) =>
    Object.entries(values).map(([name, value]) => [`${prefix}${capitalise(name)}`, value] as const);
  const losses = Object.fromEntries([...named('train', train), ...named('validation', validation ?? {})]);
  return { losses, train, ...(validation === undefined ? {} : { validation }) };
}

/** `ndcg@32-` becomes `Ndcg32`. */
function capitalise(metric: string): string {
  const name = metric.replace(/[^a-z0-9]/g, '');
  return name.charAt(0).toUpperCase() + name.slice(1);
}

function createStopping(metric: Metric, patience: number | undefined) {
  const isBetter = isMaximised(metric) ? (a: number, b: number) => a > b : (a: number, b: number) => a < b;
  return {
    bestIteration: 0,
    bestScore: isMaximised(metric) ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY,
    isOver(iteration: number, values: Record<string, number>): boolean {
      const value = values[metric.name];
      if (isBetter(value, this.bestScore)) {
        this.bestScore = value;
        this.bestIteration = iteration;
      }
      return patience !== undefined && iteration - this.bestIteration >= patience;
    },
  };
}

function checkInputs(
  dataset: GbdtDataset,
  parameters: GbdtParameters,
  objective: Objective,
  validation: GbdtDataset | undefined,
): void {
  checkParameters(parameters);
  const isRanking = parameters.objective.startsWith('rank:');
  const check = (given: GbdtDataset, name: 'training' | 'validation') => {
    checkDataset(given, name);
    objective.checkLabels(given, name);
    if (isRanking) checkGroups(given, name);
  };
  check(dataset, 'training');
  if (validation === undefined) {
    if (parameters.early_stopping_rounds === undefined) return;
    throw new InvalidInputError(
      'learner.validation_missing',
      `early_stopping_rounds is ${parameters.early_stopping_rounds} but there is no validation dataset to watch; give one, or drop the parameter`,
    );
  }
  check(validation, 'validation');
  const isSame =
    validation.features === dataset.features &&
    validation.featureNames.every((name, i) => name === dataset.featureNames[i]);
  if (isSame) return;
  throw new InvalidInputError(
    'learner.feature_mismatch',
    `the validation dataset has the features ${validation.featureNames.join(', ')}; the training dataset has ${dataset.featureNames.join(', ')}`,
  );
}
