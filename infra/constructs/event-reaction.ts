import { Duration } from 'aws-cdk-lib';
import { type EventBus, type EventPattern, Rule } from 'aws-cdk-lib/aws-events';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { DeadLetterQueue } from './dead-letter-queue.ts';
import type { PipelineFunction } from './pipeline-function.ts';

export interface EventReactionProps {
  readonly eventPattern: EventPattern;
  /** @default the account's default bus */
  readonly bus?: EventBus;
  readonly reaction: PipelineFunction;
  /** Takes what could not be delivered; the function's own takes what it failed on. */
  readonly deadLetterQueue: DeadLetterQueue;
}

/** A rule with one function as its target. CDK's own target would write the rule's ARN into the queue's policy: a cycle. */
export class EventReaction extends Construct {
  constructor(scope: Construct, id: string, { eventPattern, bus, reaction, deadLetterQueue }: EventReactionProps) {
    super(scope, id);
    const { lambda } = reaction;
    const rule = new Rule(this, 'Rule', {
      eventPattern,
      ...(bus === undefined ? {} : { eventBus: bus }),
      targets: [
        {
          bind: () => ({
            arn: lambda.functionArn,
            deadLetterConfig: { arn: deadLetterQueue.queue.queueArn },
            retryPolicy: {
              maximumRetryAttempts: 185,
              maximumEventAgeInSeconds: Duration.hours(24).toSeconds(),
            },
            targetResource: lambda,
          }),
        },
      ],
    });
    lambda.addPermission(`Allow${id}`, {
      principal: new ServicePrincipal('events.amazonaws.com'),
      sourceArn: rule.ruleArn,
    });
  }
}
