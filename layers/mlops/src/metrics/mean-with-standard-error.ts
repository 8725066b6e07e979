import { InvalidInputError } from '@optaic/mlops/base';

export interface MeanWithStandardError {
  readonly count: number;
  readonly mean: number;
  /** With n − 1; undefined below two values. */
  readonly standardDeviation: number | undefined;
  /** Standard deviation / √n: right when the values are independent. */
  readonly naiveStandardError: number | undefined;
  /** Allows for correlation up to the lag: the one to judge overlapping outcomes with. */
  readonly neweyWestStandardError: number | undefined;
}

/**
 * Mean of a series with its standard error, naive and Newey–West.
 *
 * Newey–West: √(S/n · n/(n − 1)), S = γ₀ + 2 Σ (1 − l/(L + 1)) γ_l over l = 1 … L, γ_l = (1/n) Σ (x_t − x̄)(x_{t−l} − x̄).
 * The factor n/(n − 1) makes lag 0 the naive error exactly.
 *
 * @param series - Shape (n,), in time order, finite; unit of the result.
 * @param lag - L: steps over which values overlap; horizon − 1 for daily decisions, 0 when outcomes do not overlap.
 * @returns Undefined for an empty series.
 * @throws {InvalidInputError} `metrics.lag_out_of_range` unless the lag is an integer ≥ 0.
 * @see Newey and West, A Simple, Positive Semi-Definite, Heteroskedasticity and Autocorrelation Consistent Covariance
 *   Matrix, 1987.
 */
export function meanWithStandardError(series: ArrayLike<number>, lag: number): MeanWithStandardError | undefined {
  if (!Number.isInteger(lag) || lag < 0) {
    throw new InvalidInputError('metrics.lag_out_of_range', `lag is ${lag}; pass an integer ≥ 0, the horizon less one`);
  }
  const count = series.length;
  if (count === 0) return undefined;
  let sum = 0;
  for (let t = 0; t < count; t++) sum += series[t];
  const mean = sum / count;
  if (count === 1) {
    return {
      count,
      mean,
      standardDeviation: undefined,
      naiveStandardError: undefined,
      neweyWestStandardError: undefined,
    };
  }
  const variance = autocovariance(series, mean, 0);
  let longRun = variance;
  for (let l = 1; l <= lag && l < count; l++) longRun += 2 * (1 - l / (lag + 1)) * autocovariance(series, mean, l);
  const standardDeviation = Math.sqrt((variance * count) / (count - 1));
  return {
    count,
    mean,
    standardDeviation,
    naiveStandardError: standardDeviation / Math.sqrt(count),
    // The Bartlett weights make it non-negative but for rounding.
    neweyWestStandardError: Math.sqrt(Math.max(0, longRun) / (count - 1)),
  };
}

function autocovariance(series: ArrayLike<number>, mean: number, lag: number): number {
  let sum = 0;
  for (let t = lag; t < series.length; t++) {
    sum += (series[t] - mean) * (series[t - lag] - mean);
  }
  return sum / series.length;
}
