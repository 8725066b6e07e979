import {
  CalendarDateSchema,
  DatasetNameSchema,
  DefinitionNameSchema,
  InstanceIdSchema,
  InstantSchema,
  RunIdSchema,
  SemanticVersionSchema,
  Sha256Schema,
} from '@optaic/mlops/base';
import { AlertRuleSchema } from '@optaic/mlops/monitoring';
import { ActorSchema, EnvironmentFingerprintSchema, SpaceSchema } from '@optaic/mlops/registry';
import { z } from 'zod';
import { InputFreshnessSchema } from './input-freshness.ts';
import { PlannedDatasetSchema, PlannedFeaturesSchema } from './planned-dataset.ts';

/** Everything that a check of a model depends on, pinned before it starts: `runs/<runId>/plan/plan.json`. */
export const MonitoringPlanSchema = z.strictObject({
  runId: RunIdSchema,
  instanceId: InstanceIdSchema,
  space: SpaceSchema,
  actor: ActorSchema,
  asOf: InstantSchema,
  clock: z.enum(['live', 'simulated']),
  /** The version that the watched inference run served. */
  modelVersion: z.int().min(1),
  definition: z.strictObject({ name: DefinitionNameSchema, version: SemanticVersionSchema, digest: Sha256Schema }),
  /** Artifacts bucket: the limits of the version. */
  baselineKey: z.string(),
  datasets: z.array(PlannedDatasetSchema).min(1),
  /** Inputs, and what they are made from, that were known to be stale before a row was read. */
  stale: InputFreshnessSchema,
  /** In the order of the model's signature. */
  features: z.array(PlannedFeaturesSchema).min(1),
  label: z.strictObject({ dataset: DatasetNameSchema, column: z.string() }),
  predictions: DatasetNameSchema,
  universe: DatasetNameSchema,
  /** Its dates are the trading days. */
  calendar: DatasetNameSchema,
  featureLag: z.int().min(0),
  windowDays: z.int().min(1),
  /** Who predicted what, by completed inference runs as of then or earlier; a run's record keeps its last 250 dates. */
  predictedBy: z.array(z.strictObject({ decisionDate: CalendarDateSchema, modelVersion: z.int().min(1) })).min(1),
  /** What validation said of each of these versions. */
  validations: z.array(
    z.strictObject({
      modelVersion: z.int().min(1),
      mean: z.number().nullable(),
      standardError: z.number().min(0).nullable(),
    }),
  ),
  performanceMonitor: z.strictObject({
    metric: z.literal('rank_information_coefficient'),
    minimumDates: z.int().min(1),
  }),
  alertRules: z.array(AlertRuleSchema),
  /** As-of date of the completed check before this one; absent when this is the first. */
  previousCheck: CalendarDateSchema.optional(),
  environment: EnvironmentFingerprintSchema,
});
export type MonitoringPlan = z.infer<typeof MonitoringPlanSchema>;

/** What identifies a check to every stage: the run and its plan's key. */
export const MonitoringStageInputSchema = z.strictObject({ runId: RunIdSchema, planKey: z.string() });

/** A stretch of the window that one profile stage reads: decision days counted back from the last one. */
export const ProfileBatchSchema = z.strictObject({
  index: z.int().min(0),
  /** Days of the window before this batch's first. */
  firstDay: z.int().min(0),
  days: z.int().min(1),
});
export type ProfileBatch = z.infer<typeof ProfileBatchSchema>;

const MAXIMUM_BATCH_DAYS = 20;

/** Parts a window into batches of at most 20 days, in order. */
export function profileBatches(windowDays: number): ProfileBatch[] {
  return Array.from({ length: Math.ceil(windowDays / MAXIMUM_BATCH_DAYS) }, (_, index) => {
    const firstDay = index * MAXIMUM_BATCH_DAYS;
    return { index, firstDay, days: Math.min(MAXIMUM_BATCH_DAYS, windowDays - firstDay) };
  });
}
