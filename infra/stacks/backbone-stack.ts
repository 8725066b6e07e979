import { Aws, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { Archive, EventBus } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { ScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { DeadLetterQueue } from '../constructs/dead-letter-queue.ts';

export interface BackboneStackProps extends StackProps {
  /** How long the bus's archive keeps events. The table of activities itself never expires. @default 2557: seven years */
  readonly archiveRetentionDays?: number;
}

/** What carries events: bus, archive, queues, alert topic, schedule group. */
export class BackboneStack extends Stack {
  readonly bus: EventBus;
  readonly alertTopic: Topic;
  readonly schedules: ScheduleGroup;
  /** One for each function that is called asynchronously. */
  readonly deadLetters: Readonly<Record<AsynchronousFunction, DeadLetterQueue>>;

  constructor(scope: Construct, id: string, { archiveRetentionDays = 2557, ...props }: BackboneStackProps = {}) {
    super(scope, id, props);
    this.bus = new EventBus(this, 'Bus');
    new Archive(this, 'Archive', {
      sourceEventBus: this.bus,
      eventPattern: { account: [Aws.ACCOUNT_ID] },
      retention: Duration.days(archiveRetentionDays),
    });
    this.alertTopic = this.#alertTopic();
    this.schedules = new ScheduleGroup(this, 'Schedules');
    const { alertTopic } = this;
    this.deadLetters = {
      'activity-relay': new DeadLetterQueue(this, 'ActivityRelayDeadLetters', { alertTopic }),
      'run-reconcile': new DeadLetterQueue(this, 'RunReconcileDeadLetters', { alertTopic }),
      'schedule-start': new DeadLetterQueue(this, 'ScheduleStartDeadLetters', { alertTopic }),
      'retrain-on-alert': new DeadLetterQueue(this, 'RetrainOnAlertDeadLetters', { alertTopic }),
    };
  }

  /** Not encrypted with the key of SNS that AWS manages: alarms may not use it, and a key of our own costs while idle. */
  #alertTopic(): Topic {
    const topic = new Topic(this, 'Alerts', { enforceSSL: true, displayName: 'OptAIC MLOps alarms' });
    topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    );
    return topic;
  }
}

export type AsynchronousFunction = 'activity-relay' | 'run-reconcile' | 'schedule-start' | 'retrain-on-alert';
