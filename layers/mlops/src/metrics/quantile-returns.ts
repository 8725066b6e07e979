import { quantileBins } from './quantile-bins.ts';
import { sampleMoments } from './sample-moments.ts';
import type { CrossSection } from './signal-panel.ts';
import { spearmanCorrelation } from './spearman-correlation.ts';

export interface QuantileReturn {
  /** From 1 for the lowest signals. */
  readonly quantile: number;
  /** Mean over dates of the mean outcome less the date's; in fractions. */
  readonly mean: number;
  /** sd over dates/√T; undefined for one date. */
  readonly standardError: number | undefined;
  readonly dates: number;
}

export interface QuantileReturns {
  readonly quantiles: readonly QuantileReturn[];
  /** Top less bottom quantile, mean over dates; in fractions, of a book of gross leverage 2. */
  readonly spread: number | undefined;
  /** √(SE_top² + SE_bottom²). */
  readonly spreadStandardError: number | undefined;
  /** Spearman correlation of the quantiles and their mean returns: 1 when each earns more than the one below. */
  readonly monotonicity: number | undefined;
  /** Dates that cannot be cut into quantiles. */
  readonly skippedDates: number;
}

/**
 * What each quantile of the signal earned, relative to its date.
 *
 * @param quantiles - Q: 5 or 10.
 * @see alphalens-reloaded, performance.mean_return_by_quantile (demeaned) and compute_mean_returns_spread, whose newer
 *   versions halve the spread.
 */
export function quantileReturns(sections: readonly CrossSection[], quantiles = 5): QuantileReturns {
  const byQuantile: number[][] = Array.from({ length: quantiles }, () => []);
  const spreads: number[] = [];
  let skippedDates = 0;
  for (const { signal, outcome } of sections) {
    const bins = quantileBins(signal, quantiles);
    if (bins === undefined) {
      skippedDates++;
      continue;
    }
    const means = relativeMeans(outcome, bins, quantiles);
    means.forEach((mean, q) => {
      if (mean !== undefined) byQuantile[q].push(mean);
    });
    const top = means[quantiles - 1];
    const bottom = means[0];
    if (top !== undefined && bottom !== undefined) spreads.push(top - bottom);
  }
  const summaries = byQuantile.flatMap((means, q) => {
    const moments = sampleMoments(means);
    if (moments === undefined) return [];
    const { count, mean, standardDeviation } = moments;
    const standardError = standardDeviation === undefined ? undefined : standardDeviation / Math.sqrt(count);
    return [{ quantile: q + 1, mean, standardError, dates: count }];
  });
  return {
    quantiles: summaries,
    spread: sampleMoments(spreads)?.mean,
    spreadStandardError: jointError(summaries.at(0), summaries.at(-1), quantiles),
    monotonicity: spearmanCorrelation(
      summaries.map(({ quantile }) => quantile),
      summaries.map(({ mean }) => mean),
    ),
    skippedDates,
  };
}

function relativeMeans(outcome: Float64Array, bins: Int32Array, quantiles: number): (number | undefined)[] {
  const mean = outcome.reduce((sum, value) => sum + value, 0) / outcome.length;
  const sums = new Float64Array(quantiles);
  const counts = new Int32Array(quantiles);
  bins.forEach((bin, i) => {
    sums[bin - 1] += outcome[i] - mean;
    counts[bin - 1]++;
  });
  return Array.from(sums, (sum, q) => (counts[q] === 0 ? undefined : sum / counts[q]));
}

function jointError(
  bottom: QuantileReturn | undefined,
  top: QuantileReturn | undefined,
  quantiles: number,
): number | undefined {
  if (bottom?.quantile !== 1 || top?.quantile !== quantiles) return undefined;
  if (bottom.standardError === undefined || top.standardError === undefined) return undefined;
  return Math.sqrt(top.standardError ** 2 + bottom.standardError ** 2);
}
