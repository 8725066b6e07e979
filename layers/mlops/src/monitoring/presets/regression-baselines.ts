import { quantile } from '../quantile.ts';
import { mean } from './moments.ts';
import { maximum, rootMeanSquare } from './regression-quality.ts';

/** The errors that the best constant predictions make: what a model has to beat. */
export interface RegressionBaselines {
  /** Of the mean. */
  readonly rmse_default: number;
  /** Of the median. */
  readonly mean_abs_error_default: number;
  /** In percent, of the median weighted by 1/target; NaN when every target is nought. */
  readonly mean_abs_perc_error_default: number;
  /** Of the median. */
  readonly abs_error_max_default: number;
}

/**
 * @param target - Shape (rows,), none missing.
 * @see evidently 0.7.21, legacy/metrics/regression_performance/regression_dummy_metric.py.
 */
export function regressionBaselines(target: Float64Array): RegressionBaselines {
  const centre = mean(target);
  const median = quantile(target, 0.5);
  const fromMedian = target.map((value) => Math.abs(value - median));
  return {
    rmse_default: rootMeanSquare(target.map((value) => value - centre)),
    mean_abs_error_default: mean(fromMedian),
    mean_abs_perc_error_default: constantPercentageError(target, percentageCentre(target)),
    abs_error_max_default: maximum(fromMedian),
  };
}

/** The value at which the ascending weights 1/y pass a half of their sum. */
function percentageCentre(target: Float64Array): number {
  const values = target.filter((value) => value !== 0);
  const total = values.reduce((sum, value) => sum + 1 / value, 0);
  const weight = (value: number) => 1 / value / total;
  values.sort((a, b) => weight(a) - weight(b));
  let passed = 0;
  for (const value of values) {
    passed += weight(value);
    if (passed > 0.5) return value;
  }
  return Number.NaN;
}

/** Here the divisor is the size of the target, unlike in the model's own percentage error. */
function constantPercentageError(target: Float64Array, constant: number): number {
  return 100 * mean(target.map((value) => Math.abs(value - constant) / Math.max(Math.abs(value), Number.EPSILON)));
}
