import { z } from 'zod';

export const EnvSchema = z.object({
  REGISTRY_TABLE: z.string(),
  ACTIVITY_TABLE: z.string(),
  DATA_BUCKET: z.string(),
  ARTIFACTS_BUCKET: z.string(),
});
