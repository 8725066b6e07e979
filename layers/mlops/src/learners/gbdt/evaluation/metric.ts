import { InvalidInputError } from '@optaic/mlops/base';
import type { GbdtDataset } from '../dataset.ts';
import type { GbdtParameters } from '../parameters.ts';
import { createAreaUnderCurve } from './area-under-curve.ts';
import { createClassMetric, createErrorRate } from './class-metrics.ts';
import { createRankingMetric } from './ranking-metrics.ts';
import { createRowMetric } from './row-metrics.ts';

/** A loss or a score of predictions, under XGBoost's name for it. */
export interface Metric {
  readonly name: string;
  /**
   * Refuses labels that it cannot judge by; absent for a metric that takes any.
   *
   * @param name - How errors call the dataset.
   */
  checkLabels?(dataset: GbdtDataset, name: string): void;
  /**
   * @param predictions - Shape (rows × outputs), row-major; probabilities for classifiers.
   * @param outputs - 1, or the number of classes.
   */
  evaluate(predictions: Float32Array, dataset: GbdtDataset, outputs: number): number;
}

/** Each makes a metric of its name and of what follows an @. */
type CreateMetric = (name: string, suffix: string | undefined, parameters: GbdtParameters) => Metric | undefined;

const ROW: CreateMetric = (name, suffix, { huber_slope }) =>
  suffix === undefined ? createRowMetric(name, huber_slope) : undefined;
const CLASS: CreateMetric = (name, suffix) => (suffix === undefined ? createClassMetric(name) : undefined);

const METRICS: Readonly<Record<string, CreateMetric>> = {
  rmse: ROW,
  rmsle: ROW,
  mae: ROW,
  mape: ROW,
  mphe: ROW,
  logloss: ROW,
  error: (name, suffix) => createErrorRate(name, suffix),
  mlogloss: CLASS,
  merror: CLASS,
  auc: (name, _, parameters) => (name === 'auc' ? createAreaUnderCurve(parameters) : undefined),
  ndcg: createRankingMetric,
  map: createRankingMetric,
  pre: createRankingMetric,
};

const MULTICLASS = new Set(['mlogloss', 'merror', 'auc']);

/** Whether a greater value of the metric is a better one, which XGBoost tells by its name. */
export function isMaximised({ name }: Pick<Metric, 'name'>): boolean {
  return /^(auc|pre|ndcg|map(?!e))/.test(name);
}

/**
 * The metrics that the parameters name, in their order, or the objective's own.
 *
 * @throws {InvalidInputError} `learner.parameter_out_of_range` for a metric that there is not, or that does not suit the
 *   objective.
 */
export function createMetrics(parameters: GbdtParameters, defaultMetric: string): Metric[] {
  const { eval_metric: named = defaultMetric, objective } = parameters;
  const names = typeof named === 'string' ? [named] : named;
  return names.map((full) => {
    const [, name = '', suffix] = /^([a-z]+)(?:@(.+)|-)?$/.exec(full) ?? [];
    const isForClasses = objective === 'multi:softprob';
    const create = Object.hasOwn(METRICS, name) ? METRICS[name] : undefined;
    const metric = create?.(full, suffix, parameters);
    if (metric !== undefined && (isForClasses ? MULTICLASS.has(name) : !(MULTICLASS.has(name) && name !== 'auc'))) {
      return metric;
    }
    const allowed = isForClasses
      ? [...MULTICLASS].join(', ')
      : 'rmse, rmsle, mae, mape, mphe, logloss, error, error@t, auc, ndcg, ndcg@k, map, map@k, pre, pre@k';
    throw new InvalidInputError(
      'learner.parameter_out_of_range',
      `parameter eval_metric is "${full}"; allowed with ${objective}: ${allowed}`,
      { details: { parameter: 'eval_metric', value: full, allowed } },
    );
  });
}
