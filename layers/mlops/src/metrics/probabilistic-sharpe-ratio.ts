import { normalProbability } from './normal-distribution.ts';
import { sampleMoments } from './sample-moments.ts';

/**
 * Probability that the true Sharpe ratio exceeds a benchmark:
 * Φ((SR − SR*) √(T − 1)/√(1 − g₃ SR + (g₄ − 1)/4 · SR²)), g₄ the raw kurtosis (3 for a normal).
 *
 * @param returns - Shape (periods,); in fractions, that must not overlap.
 * @param benchmark - SR*, per period, not annualised.
 * @returns In [0, 1]; undefined for fewer than 3 periods, no variance, or no spread of the estimate.
 * @throws {InvalidInputError} `metrics.value_not_finite`.
 * @see Bailey and López de Prado, The Sharpe Ratio Efficient Frontier, 2012.
 */
export function probabilisticSharpeRatio(returns: ArrayLike<number>, benchmark = 0): number | undefined {
  const moments = sampleMoments(returns);
  if (moments === undefined || moments.count < 3 || !moments.standardDeviation) return undefined;
  const { count, mean, standardDeviation, skewness = 0, kurtosis = 3 } = moments;
  const sharpe = mean / standardDeviation;
  const spread = 1 - skewness * sharpe + ((kurtosis - 1) / 4) * sharpe ** 2;
  if (spread <= 0) return undefined;
  return normalProbability(((sharpe - benchmark) * Math.sqrt(count - 1)) / Math.sqrt(spread));
}
