import { z } from 'zod';

/** Who acts: a person or machine client by the token's subject, or a part of the system. */
export const ActorSchema = z.strictObject({
  kind: z.enum(['person', 'machine', 'system']),
  id: z.string().min(1).max(128),
});
export type Actor = z.infer<typeof ActorSchema>;
