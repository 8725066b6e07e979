import { meanWithStandardError, rankInformationCoefficientByDate } from '@optaic/mlops/metrics';
import { type ModelLeakConfig, ModelLeakConfigSchema } from './model-leak.ts';
import type { Finding } from './report.ts';
import type { ValidationSkill } from './validation-skill.ts';

/** How well one feature alone ranks the outcomes. */
export interface FeatureSkill extends ValidationSkill {
  readonly feature: string;
}

/**
 * Measures how well one feature alone ranks the outcomes of its dates.
 *
 * The standard error is the larger of Newey–West's with lag horizon − 1 and √(h / T) / √(n − 1): what the mean of T dates
 * of n assets has by chance when the feature does not change and outcomes overlap over h dates, where Newey–West's is too
 * small over few dates.
 *
 * @param decisionTime - Shape (rows,), ascending; milliseconds since the epoch.
 * @param value - Shape (rows,); NaN is missing.
 * @param outcome - Shape (rows,); returns in fractions.
 * @param horizonDays - Trading days a label looks ahead, ≥ 1.
 */
export function measureFeatureSkill(
  decisionTime: Float64Array,
  value: Float32Array,
  outcome: Float32Array,
  horizonDays: number,
): ValidationSkill {
  const dates = rankInformationCoefficientByDate(decisionTime, value, outcome).flatMap((date) =>
    date.value === undefined ? [] : [{ coefficient: date.value, assets: date.assets }],
  );
  const summary = meanWithStandardError(
    dates.map(({ coefficient }) => coefficient),
    Math.max(0, horizonDays - 1),
  );
  if (summary === undefined) return { meanRankInformationCoefficient: null, standardError: null, dates: 0 };
  const assets = dates.reduce((sum, date) => sum + date.assets, 0) / dates.length;
  const byChance = Math.sqrt(Math.max(1, horizonDays) / dates.length / (assets - 1));
  return {
    meanRankInformationCoefficient: summary.mean,
    standardError: Math.max(byChance, summary.neweyWestStandardError ?? 0),
    dates: dates.length,
  };
}

/**
 * `model.leak` of one feature: its mean rank IC, of either sign, is believable, that is at most max(0.15, 4 standard
 * errors). A feature above it knows its label, whatever the time says at which it is stored as known.
 */
export function checkFeatureLeak(
  { feature, meanRankInformationCoefficient: mean, standardError, dates }: FeatureSkill,
  config: ModelLeakConfig = ModelLeakConfigSchema.parse({}),
): Finding[] {
  const limit = Math.max(config.suspiciousMean, config.suspiciousStandardErrors * (standardError ?? 0));
  if (mean === null || Math.abs(mean) <= limit) return [];
  return [
    {
      contract: 'model.leak',
      code: 'model.leak_suspect',
      message: `feature ${feature} alone has a mean rank IC of ${mean.toFixed(4)} over ${dates} dates, too good to be true (limit ${limit.toFixed(4)}): it knows its label`,
      rows: 0,
      value: mean,
      limit,
      examples: [feature],
    },
  ];
}
