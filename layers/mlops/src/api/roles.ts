import { z } from 'zod';

/** viewer reads; researcher creates and runs; approver promotes, rolls back, rejects; admin manages. */
export const RoleSchema = z.enum(['viewer', 'researcher', 'approver', 'admin']);
export type Role = z.infer<typeof RoleSchema>;

/** Who calls: the token's subject and the groups it is in. */
export interface Caller {
  readonly subject: string;
  readonly roles: readonly Role[];
  readonly isMachine: boolean;
}

/** Every role reads; an admin may all that others may. */
export function mayAct(caller: Caller, required: Role): boolean {
  if (caller.roles.includes('admin')) return true;
  return required === 'viewer' ? caller.roles.length > 0 : caller.roles.includes(required);
}
