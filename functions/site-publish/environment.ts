import { z } from 'zod';

export const EnvSchema = z.object({
  SITE_BUCKET: z.string(),
});
