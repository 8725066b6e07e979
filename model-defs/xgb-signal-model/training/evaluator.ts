import type { Evaluator } from '@optaic/mlops/base';
import { meanWithStandardError, rankInformationCoefficientByDate } from '@optaic/mlops/metrics';
import { trainingConfig } from './config.ts';

/**
 * Rank information coefficient by date, then over dates: mean, deviation, ratio (ICIR, not annualised), and the mean's
 * standard error and t-statistic, naive and by Newey–West with lag horizon − 1, because five-day outcomes of daily
 * decisions overlap. A figure that too few dates define is absent.
 */
export const evaluator: Evaluator = {
  evaluate({ decisionTime, labels }, score) {
    const coefficients = rankInformationCoefficientByDate(decisionTime, score, labels);
    const values = coefficients.map(({ value }) => value).filter((value) => value !== undefined);
    const skill = meanWithStandardError(values, trainingConfig.horizonDays - 1);
    return defined({
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
  },
};

function ratio(mean: number | undefined, error: number | undefined): number | undefined {
  return mean === undefined || error === undefined || error === 0 ? undefined : mean / error;
}

function defined(metrics: Readonly<Record<string, number | undefined>>): Record<string, number> {
  const out: Record<string, number> = {};
  for (const [name, value] of Object.entries(metrics)) if (value !== undefined) out[name] = value;
  return out;
}
