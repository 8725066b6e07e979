import { evaluateAccess } from '../iam/evaluate.ts';
import type { Role } from '../iam/roles.ts';
import type { AsyncInvocations } from '../lambda/async-invocations.ts';
import type { Functions } from '../lambda/functions.ts';
import type { MayInvoke } from '../lambda/permissions.ts';
import { RuntimeError } from '../runtime-error.ts';
import type { SendMessage } from '../send-message.ts';
import type { Executions } from '../step-functions/executions.ts';
import { type DeliverToTarget, PermanentFailure } from './event-bus.ts';
import type { RuleDefinition } from './rule-definition.ts';

export interface TargetServices {
  readonly functions: Functions;
  readonly asyncInvocations: AsyncInvocations;
  readonly mayInvoke: MayInvoke;
  readonly executions: () => Executions;
  readonly roles: ReadonlyMap<string, Role>;
  readonly send: SendMessage;
}

const SUPPORTED = /^arn:[^:]+:(lambda|sqs|sns|states):/;

/** @throws {RuntimeError} `events.unknown_target` for a rule with a target that nothing here acts as. */
export function assertSupportedTargets(rules: readonly RuleDefinition[]): void {
  for (const { logicalId, targets } of rules) {
    const strange = targets.find(({ arn }) => !SUPPORTED.test(arn));
    if (strange === undefined) continue;
    throw new RuntimeError(
      'events.unknown_target',
      `${logicalId} targets ${strange.arn}; the embedded bus delivers to functions, queues, topics and state machines`,
    );
  }
}

/** Functions as an event, state machines as an execution, queues and topics as a message. */
export function deliverToTarget(services: TargetServices): DeliverToTarget {
  const { functions, asyncInvocations, mayInvoke, executions, roles, send } = services;
  return async (rule, { arn, roleArn }, input, deliveryId) => {
    switch (SUPPORTED.exec(arn)?.[1]) {
      case 'lambda': {
        const definition = functions.find(arn);
        if (definition === undefined) throw new PermanentFailure(`no template declares ${arn}`);
        if (!mayInvoke(definition.arn, 'events.amazonaws.com', rule.arn)) {
          throw new PermanentFailure(`no AWS::Lambda::Permission lets ${rule.arn} invoke ${definition.name}`);
        }
        asyncInvocations.enqueue(definition.arn, input, deliveryId);
        return;
      }
      case 'states': {
        const statements = roles.get(roleArn ?? '')?.statements ?? [];
        if (evaluateAccess(statements, { action: 'states:StartExecution', resource: arn }) !== 'allowed') {
          throw new PermanentFailure(`the role of ${rule.arn} may not start ${arn}`);
        }
        executions().start(arn, deliveryId.replace(/[^A-Za-z0-9_-]/g, '-').slice(-80), input);
        return;
      }
      default:
        await send(arn, input);
    }
  };
}
