import { sampleMoments } from './sample-moments.ts';

/** Trading days in a year: the annualisation wherever none is said. qlib's risk_analysis takes 238. */
export const TRADING_DAYS_A_YEAR = 252;

/**
 * Sharpe ratio: √A · mean(r)/sd(r), sd with n − 1.
 *
 * @param returns - Shape (periods,); in fractions, in excess of the risk-free rate, that must not overlap.
 * @param periodsPerYear - A; 1 gives the ratio per period. 252/h for a holding period of h trading days.
 * @returns Undefined for fewer than 2 periods or no variance.
 * @throws {InvalidInputError} `metrics.value_not_finite`.
 * @see Sharpe, The Sharpe Ratio, 1994.
 */
export function sharpeRatio(returns: ArrayLike<number>, periodsPerYear: number): number | undefined {
  const moments = sampleMoments(returns);
  if (!moments?.standardDeviation) return undefined;
  return (Math.sqrt(periodsPerYear) * moments.mean) / moments.standardDeviation;
}

/**
 * What a statistic says of returns that overlap: its mean over the staggered series of every h-th period, each of which
 * does not overlap.
 *
 * @param returns - Shape (periods,), in time order.
 * @param holdingPeriods - h: periods that one return spans; 1 when they do not overlap.
 * @returns Undefined when it is undefined for each of the h series; those for which it is not are left out.
 * @see Jegadeesh and Titman, Returns to Buying Winners and Selling Losers, 1993 (staggered portfolios).
 */
export function staggeredMean(
  returns: ArrayLike<number>,
  holdingPeriods: number,
  statistic: (returns: Float64Array) => number | undefined,
): number | undefined {
  const all = Float64Array.from(returns);
  let sum = 0;
  let count = 0;
  for (let offset = 0; offset < holdingPeriods; offset++) {
    const value = statistic(all.filter((_, t) => t % holdingPeriods === offset));
    if (value === undefined) continue;
    sum += value;
    count++;
  }
  return count === 0 ? undefined : sum / count;
}
