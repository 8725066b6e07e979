import { findDenial } from '../iam/find-denial.ts';
import { assumedRole, type Role } from '../iam/roles.ts';
import { RuntimeError } from '../runtime-error.ts';
import type { AccessNeed, AccountScope } from '../service.ts';
import type { EventSourceMapping } from './event-source-mapping.ts';
import type { FunctionDefinition } from './function-definition.ts';

export interface DeployedFunctions {
  readonly definitions: readonly FunctionDefinition[];
  readonly mappings: readonly EventSourceMapping[];
  readonly roles: ReadonlyMap<string, Role>;
  readonly account: Required<AccountScope>;
}

/**
 * What Lambda checks when a function or mapping is made: its role may read the stream, and send to where failures go.
 *
 * @throws {RuntimeError} `iam.access_denied` with the denial as AWS words it.
 */
export function assertDeploymentRights({ definitions, mappings, roles, account }: DeployedFunctions): void {
  const assert = (definition: FunctionDefinition, needs: readonly AccessNeed[]): void => {
    const asking = assumedRole(roles.get(definition.roleArn), definition.name, account);
    for (const need of needs) {
      const message = findDenial(asking, need);
      if (message === undefined) continue;
      throw new RuntimeError('iam.access_denied', `${definition.logicalId} could not be deployed: ${message}`);
    }
  };
  for (const definition of definitions) {
    if (definition.deadLetterArn !== undefined) assert(definition, [sendNeed(definition.deadLetterArn)]);
  }
  for (const { functionArn, streamArn, onFailureArn } of mappings) {
    const definition = definitions.find(({ arn }) => arn === functionArn);
    if (definition === undefined) continue;
    assert(definition, [
      ...['GetRecords', 'GetShardIterator', 'DescribeStream'].map((name) => ({
        action: `dynamodb:${name}`,
        resource: streamArn,
      })),
      ...(onFailureArn === undefined ? [] : [sendNeed(onFailureArn)]),
    ]);
  }
}

export function sendNeed(targetArn: string): AccessNeed {
  return { action: targetArn.includes(':sqs:') ? 'sqs:SendMessage' : 'sns:Publish', resource: targetArn };
}
