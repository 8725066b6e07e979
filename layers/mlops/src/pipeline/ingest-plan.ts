import { RunIdSchema } from '@optaic/mlops/base';
import { ActorSchema, DatasetSchemaSchema, SpaceSchema } from '@optaic/mlops/registry/records';
import { z } from 'zod';
import { IngestRequestSchema } from './ingest-request.ts';
import { PlannedDatasetSchema } from './planned-dataset.ts';

/** Artifacts bucket, `runs/<runId>/plan/plan.json`: all that the stages of an ingest run need to know. */
export const IngestPlanSchema = z.strictObject({
  runId: RunIdSchema,
  actor: ActorSchema,
  request: IngestRequestSchema,
  schema: DatasetSchemaSchema,
  /** The dataset's. */
  space: SpaceSchema,
  /** What the dataset promises to cover; absent without the promise, or while that universe has no version. */
  universe: PlannedDatasetSchema.optional(),
  /** The version that was the latest when the run started: the new rows are judged against it and come on top of it. */
  base: z.strictObject({ version: z.int().min(1), manifestKey: z.string() }).optional(),
});
export type IngestPlan = z.infer<typeof IngestPlanSchema>;

/** What every stage after the plan is given. */
export const IngestStageInputSchema = z.strictObject({ runId: RunIdSchema, planKey: z.string() });
