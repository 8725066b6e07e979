import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { ExecutionAlreadyExists, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { marshall } from '@aws-sdk/util-dynamodb';
import { type ActivityDraft, type ActivityEnvelope, sealActivity } from '@optaic/mlops/activity';
import { InstanceIdSchema, urn } from '@optaic/mlops/base';
import { canonicalJson, sha256Hex } from '@optaic/mlops/digest';
import { createActivityTable } from '@optaic/mlops/registry/activity.dynamodb';
import { activityOfImage } from '@optaic/mlops/registry/activity-image';
import { runIdFrom } from '@optaic/mlops/registry/run-id';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { NOW } from '../../../../test/support/registry-fixtures.ts';
import { createActivityBus } from './activity-bus.eventbridge.ts';
import { createExecutions } from './executions.sfn.ts';
import { RelayActivitiesInputSchema, relayActivities } from './relay-activities.ts';

const instanceId = InstanceIdSchema.parse('SPX');
const runId = runIdFrom('relay');
const table = createActivityTable({ table: 'activity' });
const machineArns = {
  training: 'arn:training',
  inference: 'arn:inference',
  monitoring: 'arn:monitoring',
  ingest: 'arn:ingest',
  'pit-audit': 'arn:pit-audit',
  backtest: 'arn:backtest',
};

const resumed: ActivityDraft = {
  resource: urn.instance(instanceId),
  action: 'model_instance.resumed',
  payload: { instanceId, reason: 'calm again' },
};
const requested = (kind: 'training' | 'evaluation'): ActivityDraft => ({
  resource: urn.run(runId),
  action: `${kind}.requested`,
  payload: { runId, asOf: NOW, clock: 'live', cause: 'person' },
});

function seal(draft: ActivityDraft, n = 1): ActivityEnvelope {
  const occasion = {
    id: sha256Hex(`${draft.action} ${n}`),
    occurredAt: NOW,
    actor: { kind: 'person', id: 'ada' } as const,
  };
  return sealActivity(draft, undefined, { ...occasion, correlationId: 'c1' });
}

/** A record as the stream brings it: the item with its keys, in DynamoDB's notation. */
function record(activity: ActivityEnvelope, sequenceNumber: string, eventName = 'INSERT') {
  const { Item } = table.newActivity(activity).params<{ Item: Record<string, unknown> }>();
  return {
    eventID: sequenceNumber,
    eventName,
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: 'us-east-1',
    dynamodb: { SequenceNumber: sequenceNumber, NewImage: marshall(Item), StreamViewType: 'NEW_IMAGE' },
  };
}

describe('relayActivities', () => {
  const eventBridge = new EventBridgeClient({ region: 'us-east-1' });
  const stepFunctions = new SFNClient({ region: 'us-east-1' });
  const bus = mockClient(eventBridge);
  const machines = mockClient(stepFunctions);
  const services = {
    ...createActivityBus({ eventBridge, eventBusName: 'activities' }),
    ...createExecutions({ stepFunctions, machineArns }),
    parseActivity: activityOfImage,
    warn: () => {},
  };
  const relay = (...Records: object[]) => relayActivities(RelayActivitiesInputSchema.parse({ Records }), services);
  const failuresOf = async (...records: object[]) =>
    (await relay(...records)).batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  const entries = () => bus.commandCalls(PutEventsCommand).map(({ args }) => args[0].input.Entries ?? []);

  beforeEach(() => {
    bus.reset();
    machines.reset();
    bus.on(PutEventsCommand).callsFake(({ Entries }) => ({ Entries: Entries.map(() => ({ EventId: 'e' })) }));
    machines.on(StartExecutionCommand).resolves({});
  });

  it('puts each activity on the bus as it was written: the action as detail type, the envelope as detail', async () => {
    const activity = seal(resumed);

    expect(await failuresOf(record(activity, '1'))).toEqual([]);
    expect(entries()).toEqual([
      [
        {
          EventBusName: 'activities',
          Source: 'optaic.mlops',
          DetailType: 'model_instance.resumed',
          Detail: canonicalJson(activity),
          Time: new Date(NOW),
        },
      ],
    ]);
    expect(JSON.parse(String(entries()[0]?.[0]?.Detail))).toEqual(activity);
  });

  it('puts at most ten entries in a call', async () => {
    await relay(...Array.from({ length: 23 }, (_, n) => record(seal(resumed, n), String(n))));

    expect(entries().map((call) => call.length)).toEqual([10, 10, 3]);
  });

  it("starts the machine of a requested run under the run's id", async () => {
    await relay(record(seal(requested('training')), '1'));

    expect(machines.commandCalls(StartExecutionCommand).map(({ args }) => args[0].input)).toEqual([
      { stateMachineArn: 'arn:training', name: runId, input: JSON.stringify({ runId }) },
    ]);
  });

  it.each(['training', 'inference'] as const)('starts the one machine of audits for an audit of a %s', async (kind) => {
    const payload = { runId, asOf: NOW, clock: 'live', cause: 'person', mode: 'pit-audit' } as const;
    const audit: ActivityDraft = { resource: urn.run(runId), action: `${kind}.requested`, payload };

    await relay(record(seal(audit), '1'));

    expect(machines.commandCalls(StartExecutionCommand).map(({ args }) => args[0].input)).toEqual([
      { stateMachineArn: 'arn:pit-audit', name: runId, input: JSON.stringify({ runId }) },
    ]);
  });

  it('starts the machine of back-tests for the evaluation of an instance', async () => {
    const payload = {
      runId,
      instanceId: InstanceIdSchema.parse('SPX'),
      asOf: NOW,
      clock: 'simulated',
      cause: 'person',
    } as const;
    const evaluation: ActivityDraft = { resource: urn.run(runId), action: 'evaluation.requested', payload };

    await relay(record(seal(evaluation), '1'));

    expect(machines.commandCalls(StartExecutionCommand).map(({ args }) => args[0].input)).toEqual([
      { stateMachineArn: 'arn:backtest', name: runId, input: JSON.stringify({ runId }) },
    ]);
  });

  it('starts nothing for the evaluation of a definition, which has no machine, nor for changed or removed items', async () => {
    await relay(
      record(seal(requested('evaluation')), '1'),
      record(seal(requested('training')), '2', 'MODIFY'),
      record(seal(requested('training')), '3', 'REMOVE'),
    );

    expect(machines.commandCalls(StartExecutionCommand)).toEqual([]);
    expect(entries().map((call) => call.length)).toEqual([1]);
  });

  it('takes an execution that exists for a success', async () => {
    machines.on(StartExecutionCommand).rejects(new ExecutionAlreadyExists({ message: 'exists', $metadata: {} }));

    expect(await failuresOf(record(seal(requested('training')), '1'))).toEqual([]);
  });

  it('reports just the records that the bus refused, whose execution failed, or that are no activities', async () => {
    bus
      .on(PutEventsCommand)
      .resolves({ Entries: [{ EventId: 'e' }, { ErrorCode: 'ThrottlingException' }, { EventId: 'e' }] });
    machines.on(StartExecutionCommand).rejects(Object.assign(new Error('denied'), { name: 'AccessDeniedException' }));
    const broken = {
      ...record(seal(resumed, 9), '4'),
      dynamodb: { SequenceNumber: '4', NewImage: { pk: { S: 'x' } } },
    };

    const failures = await failuresOf(
      record(seal(resumed, 1), '1'),
      record(seal(resumed, 2), '2'),
      record(seal(requested('training')), '3'),
      broken,
    );

    expect(failures).toEqual(['2', '3', '4']);
  });

  it('fails as a whole when the bus does not answer, so that the batch comes again', async () => {
    bus.on(PutEventsCommand).rejects(Object.assign(new Error('slow down'), { name: 'ThrottlingException' }));

    await expect(relay(record(seal(resumed), '1'))).rejects.toMatchObject({ code: 'events.unavailable' });
  });
});
