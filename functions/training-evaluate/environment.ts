import { z } from 'zod';

export const EnvSchema = z.object({
  TRACKING_TABLE: z.string(),
  ARTIFACTS_BUCKET: z.string(),
});
