import { z } from 'zod';
import type { SynthesizedApp } from './synthesized-app.ts';

const StatementSchema = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Action: z.union([z.string().transform((action) => [action]), z.array(z.string())]),
  Resource: z.json().transform((resource) => (Array.isArray(resource) ? resource : [resource])),
  Condition: z.json().optional(),
});

export interface Permission {
  /** Path of the role's construct. */
  readonly role: string;
  readonly action: string;
  /** Rendered: `<Storage/Data/Bucket.Arn>/datasets/*`. */
  readonly resource: string;
}

/** One row for each action on each resource that a role of the app is allowed. */
export function permissionsOf(app: SynthesizedApp): readonly Permission[] {
  return app.ofType('AWS::IAM::Policy').flatMap(({ stack, properties }) => {
    const { Statement } = z.object({ Statement: z.array(StatementSchema) }).parse(properties.PolicyDocument);
    const roles = z.array(z.json()).parse(properties.Roles);
    return Statement.flatMap(({ Action, Resource }) =>
      Action.flatMap((action) =>
        Resource.flatMap((resource) =>
          roles.map((role) => ({
            role: app.render(stack, role).replace(/^<(.*)>$/, '$1'),
            action,
            resource: app.render(stack, resource),
          })),
        ),
      ),
    );
  });
}
