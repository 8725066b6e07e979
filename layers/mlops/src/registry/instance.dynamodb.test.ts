import { describe, expect, it } from 'vitest';
import { createInstanceTable } from './instance.dynamodb.ts';
import { InstanceRecordSchema } from './records.ts';

const table = createInstanceTable({ table: 'registry' });
const instance = InstanceRecordSchema.parse({
  id: 'SPX_Alpha',
  name: 'SPX alpha',
  description: '',
  owner: 'ada',
  space: 'team',
  definition: { name: 'xgb-signal-model', version: '1.0.0', digest: 'a'.repeat(64) },
  trainingDatasets: ['features'],
  labelDataset: 'labels',
  inferenceDatasets: ['features'],
  outputDataset: 'predictions',
  universe: 'members',
  config: { targetColumn: 'forward_return' },
  status: 'ready',
  activeVersion: 1,
  latestVersion: 2,
  revision: 7,
  createdAt: '2020-01-02T00:00:00.000Z',
  updatedAt: '2020-01-03T00:00:00.000Z',
});

describe('createInstanceTable', () => {
  it('instanceWithId reads one item', () => {
    expect(table.instanceWithId('SPX_Alpha').params()).toEqual({
      Key: {
        pk: 'instance#SPX_Alpha',
        sk: 'instance',
      },
      TableName: 'registry',
    });
  });

  it('allInstances queries gsi1 by id', () => {
    expect(table.allInstances().params()).toEqual({
      KeyConditionExpression: '#pk = :pk',
      TableName: 'registry',
      ExpressionAttributeNames: {
        '#pk': 'gsi1pk',
      },
      ExpressionAttributeValues: {
        ':pk': 'instances',
      },
      IndexName: 'gsi1',
    });
  });

  it('newInstance refuses a taken id', () => {
    expect(table.newInstance(instance).params()).toEqual({
      Item: {
        id: 'SPX_Alpha',
        name: 'SPX alpha',
        description: '',
        owner: 'ada',
        space: 'team',
        definition: {
          name: 'xgb-signal-model',
          version: '1.0.0',
          digest: 'a'.repeat(64),
        },
        trainingDatasets: ['features'],
        labelDataset: 'labels',
        inferenceDatasets: ['features'],
        outputDataset: 'predictions',
        universe: 'members',
        config: {
          targetColumn: 'forward_return',
          featureLag: 1,
          trainWindow: 1260,
          hyperparameters: {},
          seed: 7,
          allow: {
            retrain: false,
            rollback: false,
            pause: false,
          },
        },
        schedules: [],
        status: 'ready',
        activeVersion: 1,
        latestVersion: 2,
        revision: 7,
        createdAt: '2020-01-02T00:00:00.000Z',
        updatedAt: '2020-01-03T00:00:00.000Z',
        pk: 'instance#SPX_Alpha',
        sk: 'instance',
        gsi1pk: 'instances',
        gsi1sk: 'SPX_Alpha',
        __edb_e__: 'model-instance',
        __edb_v__: '1',
      },
      TableName: 'registry',
      ConditionExpression: 'attribute_not_exists(#pk) AND attribute_not_exists(#sk)',
      ExpressionAttributeNames: {
        '#pk': 'pk',
        '#sk': 'sk',
      },
    });
  });

  it('nextRevision is locked on the revision before', () => {
    expect(table.nextRevision(instance, 6).params()).toEqual({
      Item: {
        id: 'SPX_Alpha',
        name: 'SPX alpha',
        description: '',
        owner: 'ada',
        space: 'team',
        definition: {
          name: 'xgb-signal-model',
          version: '1.0.0',
          digest: 'a'.repeat(64),
        },
        trainingDatasets: ['features'],
        labelDataset: 'labels',
        inferenceDatasets: ['features'],
        outputDataset: 'predictions',
        universe: 'members',
        config: {
          targetColumn: 'forward_return',
          featureLag: 1,
          trainWindow: 1260,
          hyperparameters: {},
          seed: 7,
          allow: {
            retrain: false,
            rollback: false,
            pause: false,
          },
        },
        schedules: [],
        status: 'ready',
        activeVersion: 1,
        latestVersion: 2,
        revision: 7,
        createdAt: '2020-01-02T00:00:00.000Z',
        updatedAt: '2020-01-03T00:00:00.000Z',
        pk: 'instance#SPX_Alpha',
        sk: 'instance',
        gsi1pk: 'instances',
        gsi1sk: 'SPX_Alpha',
        __edb_e__: 'model-instance',
        __edb_v__: '1',
      },
      TableName: 'registry',
      ConditionExpression: '#revision = :revision0',
      ExpressionAttributeNames: {
        '#revision': 'revision',
      },
      ExpressionAttributeValues: {
        ':revision0': 6,
      },
    });
  });

  it('notSuspended checks that the instance is there and takes runs', () => {
    expect(table.notSuspended('SPX_Alpha')).toEqual({
      ConditionCheck: {
        Key: {
          pk: 'instance#SPX_Alpha',
          sk: 'instance',
        },
        TableName: 'registry',
        ConditionExpression: 'attribute_exists(pk) AND #status <> :suspended',
        ExpressionAttributeNames: {
          '#status': 'status',
        },
        ExpressionAttributeValues: {
          ':suspended': 'suspended',
        },
      },
    });
  });
});
