import { rankInformationCoefficientByDate } from './information-coefficient-by-date.ts';
import { meanWithStandardError } from './mean-with-standard-error.ts';

export interface RankSkillOptions {
  readonly decisionTime: Float64Array;
  /** Shape (rows,); NaN is missing. */
  readonly signal: ArrayLike<number>;
  /** Shape (rows,); returns in fractions. */
  readonly outcome: ArrayLike<number>;
  /** Trading days that an outcome looks ahead: daily decisions overlap over one day less. */
  readonly horizonDays: number;
}

/**
 * Rank information coefficient by date, then over dates: mean, deviation, ratio (ICIR, not annualised), and the mean's
 * standard error and t-statistic, naive and by Newey–West with lag horizon − 1, because outcomes of daily decisions
 * overlap. A figure that too few dates define is absent: what an evaluator reports.
 *
 * @throws {InvalidInputError} `metrics.shape_mismatch`, `metrics.unordered_dates`, `metrics.lag_out_of_range`.
 */
export function rankSkill({ decisionTime, signal, outcome, horizonDays }: RankSkillOptions): Record<string, number> {
  const coefficients = rankInformationCoefficientByDate(decisionTime, signal, outcome);
  const values = coefficients.map(({ value }) => value).filter((value) => value !== undefined);
  const skill = meanWithStandardError(values, horizonDays - 1);
  return definedFigures({
    rankInformationCoefficientDates: values.length,
    rankInformationCoefficientSkippedDates: coefficients.length - values.length,
    meanRankInformationCoefficient: skill?.mean,
    rankInformationCoefficientStandardDeviation: skill?.standardDeviation,
    rankInformationCoefficientRatio: ratio(skill?.mean, skill?.standardDeviation),
    rankInformationCoefficientStandardErrorNaive: skill?.naiveStandardError,
    rankInformationCoefficientTStatisticNaive: ratio(skill?.mean, skill?.naiveStandardError),
    rankInformationCoefficientStandardError: skill?.neweyWestStandardError,
    rankInformationCoefficientTStatistic: ratio(skill?.mean, skill?.neweyWestStandardError),
  });
}

/** The figures that are defined and finite: metrics are named finite numbers. */
export function definedFigures(figures: Readonly<Record<string, number | undefined>>): Record<string, number> {
  const out: Record<string, number> = {};
  for (const [name, value] of Object.entries(figures)) {
    if (value !== undefined && Number.isFinite(value)) out[name] = value;
  }
  return out;
}

function ratio(mean: number | undefined, error: number | undefined): number | undefined {
  return mean === undefined || error === undefined || error === 0 ? undefined : mean / error;
}
