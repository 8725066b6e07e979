import {
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
  InstanceConfigSchema,
  KnowledgeGradeSchema,
  ModelCategorySchema,
  SpaceSchema,
} from '@optaic/mlops/registry';
import { z } from 'zod';
import { UploadedModelSchema } from './import-request.ts';
import { InputFreshnessSchema } from './input-freshness.ts';
import { PlannedDatasetSchema, PlannedFeaturesSchema } from './planned-dataset.ts';

/** Everything that a training depends on, pinned before it starts: `runs/<runId>/plan/plan.json`. */
export const TrainingPlanSchema = z.strictObject({
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
  /** The native form of the version in production by then, where it is of this definition. */
  previous: z.strictObject({ version: z.int().min(1), key: z.string(), sha256: Sha256Schema }).optional(),
  /** The file of a model that was made elsewhere, when this training is its import. */
  upload: UploadedModelSchema.optional(),
  /** As the instance states them, with what an import declares. */
  hyperparameters: z.record(z.string(), z.unknown()),
  /** As the definition reads them, defaults included. */
  resolvedHyperparameters: z.record(z.string(), z.unknown()),
  split: z.strictObject({
    horizonDays: z.int().min(1),
    validationShare: z.number().gt(0).lt(1),
    embargoDays: z.int().min(0),
  }),
  datasets: z.array(PlannedDatasetSchema).min(1),
  /** Inputs whose history was rewritten since the last training. */
  rewrites: z.array(RewrittenInputSchema),
  /** Inputs, and what they are made from, that were known to be stale before a row was read. */
  stale: InputFreshnessSchema,
  features: z.array(PlannedFeaturesSchema).min(1),
  label: z.strictObject({ dataset: DatasetNameSchema, column: z.string() }),
  universe: DatasetNameSchema,
  /** Its dates are the trading days. */
  calendar: DatasetNameSchema,
  featureLag: z.int().min(0),
  trainWindow: z.int().min(1),
  seed: z.int().min(0),
  environment: EnvironmentFingerprintSchema,
  knowledgeGrade: KnowledgeGradeSchema,
  autoPromote: InstanceConfigSchema.shape.autoPromote,
});
export type TrainingPlan = z.infer<typeof TrainingPlanSchema>;

/** What identifies a training to every stage: the run and its plan's key. */
export const TrainingStageInputSchema = z.strictObject({ runId: RunIdSchema, planKey: z.string() });
