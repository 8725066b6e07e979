import { ForbiddenError } from '@optaic/mlops/base';
import { z } from 'zod';
import { type Caller, type Role, RoleSchema } from '../roles.ts';

/** API Gateway hands every claim over as text; an array claim arrives as `[a b]`. */
const ClaimsSchema = z.looseObject({
  sub: z.string().optional(),
  client_id: z.string().optional(),
  'cognito:groups': z.string().default('[]'),
});

function rolesOf(groups: string): Role[] {
  return groups
    .replace(/^\[|\]$/g, '')
    .split(/[\s,]+/)
    .flatMap((group) => RoleSchema.safeParse(group).data ?? []);
}

/**
 * Who calls, from the claims that the authorizer verified.
 *
 * @throws {ForbiddenError} `caller.unknown` when the token names neither a subject nor a client.
 */
export function callerOf(claims: unknown): Caller {
  const { sub, client_id: clientId, 'cognito:groups': groups } = ClaimsSchema.parse(claims ?? {});
  const subject = sub ?? clientId;
  if (subject === undefined)
    throw new ForbiddenError('caller.unknown', 'the token names neither a subject nor a client');
  return { subject, roles: rolesOf(groups), isMachine: sub === undefined };
}
