import { Duration } from 'aws-cdk-lib';
import type { EventBus } from 'aws-cdk-lib/aws-events';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { PipelineName } from '../functions.ts';
import type { DeadLetterQueue } from './dead-letter-queue.ts';
import type { ItemTable } from './item-table.ts';
import type { Pipeline } from './pipeline.ts';
import type { PipelineFunction } from './pipeline-function.ts';

export interface ActivityOutboxProps {
  /** The table of activities, with a stream. */
  readonly table: ItemTable;
  readonly relay: PipelineFunction;
  readonly bus: EventBus;
  /** What a `<kind>.requested` activity starts. */
  readonly pipelines: Readonly<Record<PipelineName, Pipeline>>;
  readonly deadLetterQueue: DeadLetterQueue;
}

/** Carries each new activity from the table's stream to the bus, at least once, and starts the machines of requested runs. */
export class ActivityOutbox extends Construct {
  constructor(scope: Construct, id: string, props: ActivityOutboxProps) {
    super(scope, id);
    this.#subscribe(props);
    this.#grantRelay(props);
  }

  #subscribe({ table, relay, deadLetterQueue }: ActivityOutboxProps): void {
    const streamArn = table.table.tableStreamArn;
    if (streamArn === undefined) throw new TypeError('the table of an outbox needs a stream');
    relay.role.addToPolicy(
      new PolicyStatement({
        actions: [
          'dynamodb:DescribeStream',
          'dynamodb:GetRecords',
          'dynamodb:GetShardIterator',
          'dynamodb:ListStreams',
        ],
        resources: [streamArn],
      }),
    );
    deadLetterQueue.grantSendMessage(relay.role);
    const mapping = new EventSourceMapping(this, 'Stream', {
      target: relay.lambda,
      eventSourceArn: streamArn,
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: 100,
      reportBatchItemFailures: true,
      bisectBatchOnError: true,
      retryAttempts: 10,
      // The stream keeps a record for a day; one older than that is replayed from the table.
      maxRecordAge: Duration.hours(24),
      onFailure: { bind: () => ({ destination: deadLetterQueue.queue.queueArn }) },
    });
    // Lambda checks the rights of the role when the mapping is made.
    mapping.node.addDependency(relay.role);
  }

  #grantRelay({ relay, bus, pipelines }: ActivityOutboxProps): void {
    relay.addEnvironment('EVENT_BUS_NAME', bus.eventBusName);
    relay.role.addToPolicy(new PolicyStatement({ actions: ['events:PutEvents'], resources: [bus.eventBusArn] }));
    for (const [name, { machine }] of Object.entries(pipelines)) {
      relay.addEnvironment(`${name.toUpperCase().replaceAll('-', '_')}_STATE_MACHINE_ARN`, machine.stateMachineArn);
    }
    relay.role.addToPolicy(
      new PolicyStatement({
        actions: ['states:StartExecution'],
        resources: Object.values(pipelines).map(({ machine }) => machine.stateMachineArn),
      }),
    );
  }
}
