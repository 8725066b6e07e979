import { z } from 'zod';
import { wildcard } from '../iam/policy-document.ts';
import type { Application } from '../template/application.ts';
import { invalidResource } from './function-definition.ts';
import type { Functions } from './functions.ts';

const PermissionSchema = z.strictObject({
  Action: z.literal('lambda:InvokeFunction'),
  FunctionName: z.string(),
  Principal: z.string(),
  SourceArn: z.string().optional(),
  SourceAccount: z.string().optional(),
});

/** Whether a service may invoke a function for a source: what the functions' resource policies say. */
export type MayInvoke = (functionArn: string, principal: string, sourceArn: string) => boolean;

export function readPermissions(application: Application, functions: Functions): MayInvoke {
  const permissions = application.ofType('AWS::Lambda::Permission').map((resource) => {
    const parsed = PermissionSchema.safeParse(resource.properties);
    if (!parsed.success) throw invalidResource(resource, parsed.error);
    const { FunctionName, Principal, SourceArn } = parsed.data;
    return {
      functionArn: functions.get(FunctionName).arn,
      principal: Principal,
      source: SourceArn === undefined ? /./s : wildcard(SourceArn, resource.key),
    };
  });
  return (functionArn, principal, sourceArn) =>
    permissions.some(
      (permission) =>
        permission.functionArn === functionArn &&
        permission.principal === principal &&
        permission.source.test(sourceArn),
    );
}
