import { z } from 'zod';

export const EnvSchema = z.object({
  DATA_BUCKET: z.string(),
  ARTIFACTS_BUCKET: z.string(),
});
