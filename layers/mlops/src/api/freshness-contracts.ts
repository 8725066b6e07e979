import { DatasetNameSchema, InstantSchema } from '@optaic/mlops/base';
import { CompositeFreshnessSchema } from '@optaic/mlops/data/freshness';
import { z } from 'zod';
import { AsOfTextSchema } from './row-contracts.ts';

export const FreshnessQuerySchema = z.strictObject({
  /** @default now */
  asOf: AsOfTextSchema.optional(),
  /** Steps upstream to look at; 0 for the dataset alone. */
  depth: z.coerce.number().int().min(0).max(10).default(10),
});

/** By the rows of the newest versions that were known at `asOf`. */
export const FreshnessAnswerSchema = CompositeFreshnessSchema.extend({
  dataset: DatasetNameSchema,
  asOf: InstantSchema,
});
export type FreshnessAnswer = z.infer<typeof FreshnessAnswerSchema>;
