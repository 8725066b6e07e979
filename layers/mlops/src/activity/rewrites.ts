import { z } from 'zod';

/** What a replacement or a backfill of a dataset did to rows known by the high-water mark of the version before. */
export const RewritesSchema = z.strictObject({
  /** Rows about events that were unknown. */
  added: z.int().min(0),
  /** Other values under the same key, or another revision of a known event. */
  revised: z.int().min(0),
  /** Keys that are gone. */
  dropped: z.int().min(0),
});
export type Rewrites = z.infer<typeof RewritesSchema>;
