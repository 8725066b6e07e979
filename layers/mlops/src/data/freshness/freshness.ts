import { InstantSchema, RunIdSchema } from '@optaic/mlops/base';
import { z } from 'zod';

export const FreshnessStatusSchema = z.enum(['not_initialized', 'ready', 'stale', 'error']);
export type FreshnessStatus = z.infer<typeof FreshnessStatusSchema>;

/** Whether a dataset has what is due by a time. */
export const FreshnessSchema = z.strictObject({
  status: FreshnessStatusSchema,
  /** The newest event of the rows known. */
  lastEvent: InstantSchema.optional(),
  /** When a row about a later period has to be there, grace included; absent where nothing is due. */
  dueBy: InstantSchema.optional(),
  /** The run that failed to bring newer rows. */
  failedRunId: RunIdSchema.optional(),
  reason: z.string(),
});
export type Freshness = z.infer<typeof FreshnessSchema>;
