import { z } from 'zod';

export const EnvSchema = z.object({
  ARTIFACTS_BUCKET: z.string(),
});
