import { meanWithStandardError } from './mean-with-standard-error.ts';
import { TRADING_DAYS_A_YEAR } from './sharpe-ratio.ts';

export interface CoefficientSummary {
  /** Dates with a coefficient. */
  readonly dates: number;
  readonly mean: number;
  /** With n − 1. */
  readonly standardDeviation: number | undefined;
  /** ICIR: mean/standard deviation, not annualised. */
  readonly ratio: number | undefined;
  /** ICIR · √(252/h). */
  readonly annualisedRatio: number | undefined;
  readonly standardErrorNaive: number | undefined;
  /** mean/(standard deviation/√T): too large where outcomes overlap. */
  readonly tStatisticNaive: number | undefined;
  /** Newey–West, lag h − 1 decisions. */
  readonly standardError: number | undefined;
  readonly tStatistic: number | undefined;
}

/**
 * Information coefficients over dates: mean, deviation, ratio and t-statistics.
 *
 * @param coefficients - Shape (dates,), in time order; of the dates that have one.
 * @param holdingPeriods - Decisions that one outcome spans; the lag is one less.
 * @param horizonDays - h: trading days that one outcome spans.
 * @returns Undefined for no dates; of one date, or of equal ones, no ratio is defined.
 * @see microsoft/qlib, workflow/record_temp.py, SigAnaRecord (ICIR); alphalens-reloaded, plotting.plot_information_table
 *   (naive t-statistic); Newey and West, 1987.
 */
export function coefficientSummary(
  coefficients: ArrayLike<number>,
  holdingPeriods: number,
  horizonDays: number,
): CoefficientSummary | undefined {
  const summary = meanWithStandardError(coefficients, holdingPeriods - 1);
  if (summary === undefined) return undefined;
  const { count, mean, standardDeviation, naiveStandardError, neweyWestStandardError } = summary;
  const ratio = quotient(mean, standardDeviation);
  return {
    dates: count,
    mean,
    standardDeviation,
    ratio,
    annualisedRatio: ratio === undefined ? undefined : ratio * Math.sqrt(TRADING_DAYS_A_YEAR / horizonDays),
    standardErrorNaive: naiveStandardError,
    tStatisticNaive: quotient(mean, naiveStandardError),
    standardError: neweyWestStandardError,
    tStatistic: quotient(mean, neweyWestStandardError),
  };
}

function quotient(mean: number, error: number | undefined): number | undefined {
  return error === undefined || error === 0 ? undefined : mean / error;
}
