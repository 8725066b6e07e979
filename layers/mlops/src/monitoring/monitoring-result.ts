import { CalendarDateSchema } from '@optaic/mlops/base';
import { z } from 'zod';
import type { MonitoringReport } from './monitoring-report.ts';

/** Kept small: it is stored in the run's record. The report has every date and feature. */
const LATEST_DATES = 60;
const NAMED_FEATURES = 200;

/** What became of a rule's alert in one run; `held` when it was open before and is still, firing or not. */
export const AlertOutcomeSchema = z.enum(['none', 'opened', 'held', 'resolved']);
export type AlertOutcome = z.infer<typeof AlertOutcomeSchema>;

/** The result of a monitoring run. */
export const MonitoringResultSchema = z.strictObject({
  modelVersion: z.int().min(1),
  /** Features judged. */
  features: z.int().min(1),
  driftShare: z.number().min(0).max(1),
  /** Of those above their limits, the first 200 in the model's order. */
  driftedFeatures: z.array(z.string()).max(NAMED_FEATURES),
  /** Ratio of score to limit. */
  worstFeature: z.strictObject({ name: z.string(), ratio: z.number().min(0) }),
  datasetDrift: z.boolean(),
  /** The latest 60 dates with known outcomes, ascending; null where too few assets define a value. */
  rankInformationCoefficients: z
    .array(
      z.strictObject({
        decisionDate: CalendarDateSchema,
        value: z.number().min(-1).max(1).nullable(),
        assets: z.int().min(0),
        modelVersion: z.int().min(1),
      }),
    )
    .max(LATEST_DATES),
  /** Artifacts bucket. */
  reportKey: z.string(),
  alert: AlertOutcomeSchema,
  alertId: z.string().optional(),
  /** The report's. */
  notes: z.array(z.string()).default([]),
});
export type MonitoringResult = z.infer<typeof MonitoringResultSchema>;

/** Sums a report up in what its run's record keeps. */
export function summariseReport(
  { modelVersion, drift, performance, notes }: MonitoringReport,
  reportKey: string,
  alert: { outcome: AlertOutcome; alertId?: string },
): MonitoringResult {
  return {
    modelVersion,
    features: drift.features.length,
    driftShare: drift.driftShare,
    driftedFeatures: drift.features
      .filter(({ drifted }) => drifted)
      .map(({ name }) => name)
      .slice(0, NAMED_FEATURES),
    worstFeature: drift.worst,
    datasetDrift: drift.datasetDrift,
    rankInformationCoefficients: performance.coefficients
      .slice(-LATEST_DATES)
      .map(({ decisionDate, value, assets, modelVersion }) => ({ decisionDate, value, assets, modelVersion })),
    reportKey,
    alert: alert.outcome,
    ...(alert.alertId === undefined ? {} : { alertId: alert.alertId }),
    notes: [...notes],
  };
}
