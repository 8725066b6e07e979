import { normalQuantile } from '@optaic/mlops/metrics';
import { mean } from './moments.ts';

/** Points and fitted line of a normal probability plot. */
export interface ErrorNormality {
  /** Shape (rows,): what a standard normal's order statistics are at the median. */
  readonly order_statistic_medians_x: readonly number[];
  /** Shape (rows,): the errors, ascending. */
  readonly order_statistic_medians_y: readonly number[];
  readonly slope: number;
  readonly intercept: number;
  /** Correlation of the two; 1 is a normal sample. */
  readonly r: number;
}

/**
 * How far errors are from normal: their order statistics against a normal's, with the least-squares line.
 *
 * @param errors - Shape (rows,), any order.
 * @see Filliben, The Probability Plot Correlation Coefficient Test for Normality, 1975; scipy.stats.probplot.
 */
export function errorNormality(errors: Float64Array): ErrorNormality {
  const y = errors.slice().sort();
  const x = Float64Array.from(y, (_, i) => normalQuantile(medianOfUniform(i + 1, y.length)));
  const xMean = mean(x);
  const yMean = mean(y);
  const product = (a: Float64Array, aMean: number, b: Float64Array, bMean: number) =>
    mean(a.map((value, i) => (value - aMean) * (b[i] - bMean)));
  const xx = product(x, xMean, x, xMean);
  const xy = product(x, xMean, y, yMean);
  const slope = xy / xx;
  return {
    order_statistic_medians_x: Array.from(x),
    order_statistic_medians_y: Array.from(y),
    slope,
    intercept: yMean - slope * xMean,
    r: xy / Math.sqrt(xx * product(y, yMean, y, yMean)),
  };
}

/** Filliben's median of the i-th of n uniform order statistics. */
function medianOfUniform(rank: number, count: number): number {
  const last = 0.5 ** (1 / count);
  if (rank === count) return last;
  return rank === 1 ? 1 - last : (rank - 0.3175) / (count + 0.365);
}
