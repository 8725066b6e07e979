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
import { RewrittenInputSchema } from '@optaic/mlops/guardrails';
import {
  ActorSchema,
  EnvironmentFingerprintSchema,
  ModelCategorySchema,
  SpaceSchema,
  StoredStateSchema,
} from '@optaic/mlops/registry';
import { z } from 'zod';
import { InputFreshnessSchema } from './input-freshness.ts';
import { PlannedDatasetSchema, PlannedFeaturesSchema } from './planned-dataset.ts';

/** Decision dates of one item of the Map; none means the last trading day on or before the run's as-of time. */
export const InferenceBatchSchema = z.strictObject({
  index: z.int().min(0),
  decisionDates: z.array(CalendarDateSchema),
});
export type InferenceBatch = z.infer<typeof InferenceBatchSchema>;

/** Everything that an inference depends on, pinned before it starts: `runs/<runId>/plan/plan.json`. */
export const InferencePlanSchema = z.strictObject({
  runId: RunIdSchema,
  instanceId: InstanceIdSchema,
  space: SpaceSchema,
  actor: ActorSchema,
  asOf: InstantSchema,
  clock: z.enum(['live', 'simulated']),
  definition: z.strictObject({ name: DefinitionNameSchema, version: SemanticVersionSchema, digest: Sha256Schema }),
  category: ModelCategorySchema.default('signal'),
  /** Artifacts bucket. */
  bundleKey: z.string(),
  model: z.strictObject({
    version: z.int().min(1),
    onnx: z.strictObject({ key: z.string(), sha256: Sha256Schema }),
    native: z.strictObject({ key: z.string(), sha256: Sha256Schema }).optional(),
    /** In the order that the model takes them. */
    featureNames: z.array(z.string()).min(1),
    trainedAsOf: InstantSchema,
  }),
  /** Absent for a definition without. */
  memory: z
    .strictObject({
      kind: z.enum(['previous', 'contiguous']),
      /**
       * What earlier runs of the version left, and its training: the latest first. The first one from before the decisions
       * is gone on from, so that a run of a day that has been predicted already starts where that one did.
       */
      states: z.array(StoredStateSchema),
    })
    .optional(),
  datasets: z.array(PlannedDatasetSchema).min(1),
  /** Inputs whose history was rewritten since the last training. */
  rewrites: z.array(RewrittenInputSchema),
  /** Inputs, and what they are made from, that were known to be stale before a row was read. */
  stale: InputFreshnessSchema,
  features: z.array(PlannedFeaturesSchema).min(1),
  universe: DatasetNameSchema,
  /** Its dates are the trading days. */
  calendar: DatasetNameSchema,
  featureLag: z.int().min(0),
  outputDataset: DatasetNameSchema,
  owner: z.string(),
  batches: z.array(InferenceBatchSchema).min(1),
  environment: EnvironmentFingerprintSchema,
});
export type InferencePlan = z.infer<typeof InferencePlanSchema>;

/** What identifies an inference to every stage: the run and its plan's key. */
export const InferenceStageInputSchema = z.strictObject({ runId: RunIdSchema, planKey: z.string() });
