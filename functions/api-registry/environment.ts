import { z } from 'zod';

export const EnvSchema = z.object({
  REGISTRY_TABLE: z.string(),
  ACTIVITY_TABLE: z.string(),
  ARTIFACTS_BUCKET: z.string(),
});
