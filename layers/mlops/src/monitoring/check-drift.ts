import { InstantSchema, InvalidInputError, type Panel } from '@optaic/mlops/base';
import { crossSections } from '@optaic/mlops/metrics';
import { z } from 'zod';
import { type DriftBaseline, decodeReference, type FeatureBaseline } from './drift-baseline.ts';
import { sortedFinite, wassersteinDistance } from './wasserstein-normed.ts';

export const FeatureDriftSchema = z.strictObject({
  name: z.string(),
  /** Normed Wasserstein distance of the window to the training data, in standard deviations. */
  score: z.number().min(0),
  limit: z.number().positive(),
  /** Score / limit: above 1 is drift. */
  ratio: z.number().min(0),
  drifted: z.boolean(),
  /** Of the window's rows, in [0, 1]. */
  missingShare: z.number().min(0).max(1),
});
export type FeatureDrift = z.infer<typeof FeatureDriftSchema>;

export const DriftReportSchema = z.strictObject({
  statistic: z.literal('wasserstein_normed'),
  window: z.strictObject({
    days: z.int().min(1),
    rows: z.int().min(1),
    firstDecision: InstantSchema,
    lastDecision: InstantSchema,
  }),
  /** In the order of the model's features. */
  features: z.array(FeatureDriftSchema).min(1),
  /** Share of the features above their limits. */
  driftShare: z.number().min(0).max(1),
  /** The dataset drifts from this share on. */
  driftShareLimit: z.number().gt(0).max(1),
  datasetDrift: z.boolean(),
  /** The feature with the largest ratio. */
  worst: z.strictObject({ name: z.string(), ratio: z.number().min(0) }),
});
export type DriftReport = z.infer<typeof DriftReportSchema>;

/**
 * Judges a window of features against a version's calibrated limits. A feature drifts when its score exceeds its limit,
 * the dataset when at least `driftShare` of the features do.
 *
 * @param baseline - Of the model version that is monitored.
 * @param current - The rows of exactly `baseline.windowDays` decision dates; may have more features than the baseline.
 * @throws {InvalidInputError} `drift.window_mismatch` for another number of dates; `drift.feature_missing` when the
 *   window lacks a feature; `drift.no_values` when a feature has no finite value.
 */
export function checkDrift(baseline: DriftBaseline, current: Panel): DriftReport {
  const dates = crossSections(current.decisionTime);
  if (dates.length !== baseline.windowDays) {
    throw new InvalidInputError(
      'drift.window_mismatch',
      `the window holds ${dates.length} decision dates; the limits were calibrated on ${baseline.windowDays} and hold for no other length`,
    );
  }
  const features = baseline.features.map((feature) => judgeFeature(feature, current));
  const driftShare = features.filter(({ drifted }) => drifted).length / features.length;
  const worst = features.reduce((a, b) => (b.ratio > a.ratio ? b : a));
  return {
    statistic: baseline.statistic,
    window: {
      days: dates.length,
      rows: current.rows,
      firstDecision: instantOf(current.decisionTime[0]),
      lastDecision: instantOf(current.decisionTime[current.rows - 1]),
    },
    features,
    driftShare,
    driftShareLimit: baseline.driftShare,
    datasetDrift: driftShare >= baseline.driftShare,
    worst: { name: worst.name, ratio: worst.ratio },
  };
}

function judgeFeature(baseline: FeatureBaseline, current: Panel): FeatureDrift {
  const at = current.featureNames.indexOf(baseline.name);
  if (at < 0) {
    throw new InvalidInputError(
      'drift.feature_missing',
      `the window has no feature ${baseline.name}; it has ${current.featureNames.join(', ')}`,
    );
  }
  const values = sortedFinite(current.features.subarray(at * current.rows, (at + 1) * current.rows));
  if (values.length === 0) {
    throw new InvalidInputError(
      'drift.no_values',
      `feature ${baseline.name} has no finite value in the ${current.rows} rows of the window; its source has stopped or its look-back is longer than its history`,
    );
  }
  const score = wassersteinDistance(decodeReference(baseline), values) / baseline.norm;
  return {
    name: baseline.name,
    score,
    limit: baseline.limit,
    ratio: score / baseline.limit,
    drifted: score > baseline.limit,
    missingShare: 1 - values.length / current.rows,
  };
}

function instantOf(milliseconds: number) {
  return InstantSchema.parse(new Date(milliseconds).toISOString());
}
