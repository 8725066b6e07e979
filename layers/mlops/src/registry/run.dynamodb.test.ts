import { describe, expect, it } from 'vitest';
import { RunRecordSchema } from './records.ts';
import { createRunTable } from './run.dynamodb.ts';

const table = createRunTable({ table: 'registry' });
const run = RunRecordSchema.parse({
  id: '01ARYZ6S410000000000000000',
  kind: 'training',
  mode: 'normal',
  status: 'pending',
  instanceId: 'SPX_Alpha',
  actor: { kind: 'person', id: 'ada' },
  cause: { kind: 'person' },
  clock: 'simulated',
  asOf: '2019-12-31T23:59:59.999Z',
  request: {},
  inputs: [],
  createdAt: '2020-06-01T00:00:00.000Z',
});
const { instanceId: _instance, ...ingest } = RunRecordSchema.parse({ ...run, kind: 'ingest' });

describe('createRunTable', () => {
  it('runWithId reads one item', () => {
    expect(table.runWithId('01ARYZ6S410000000000000000').params()).toEqual({
      Key: {
        pk: 'run#01ARYZ6S410000000000000000',
        sk: 'run',
      },
      TableName: 'registry',
    });
  });

  it('runsOf queries gsi1 by creation', () => {
    expect(table.runsOf('SPX_Alpha').params()).toEqual({
      KeyConditionExpression: '#pk = :pk',
      TableName: 'registry',
      ExpressionAttributeNames: {
        '#pk': 'gsi1pk',
      },
      ExpressionAttributeValues: {
        ':pk': 'runs#SPX_Alpha',
      },
      IndexName: 'gsi1',
    });
  });

  it('runsOf without an instance queries the scope -', () => {
    expect(table.runsOf(undefined).params()).toEqual({
      KeyConditionExpression: '#pk = :pk',
      TableName: 'registry',
      ExpressionAttributeNames: {
        '#pk': 'gsi1pk',
      },
      ExpressionAttributeValues: {
        ':pk': 'runs#-',
      },
      IndexName: 'gsi1',
    });
  });

  it('runsOfKindAsOf queries gsi2 by as-of time', () => {
    expect(table.runsOfKindAsOf('SPX_Alpha', 'training').params()).toEqual({
      TableName: 'registry',
      ExpressionAttributeNames: {
        '#pk': 'gsi2pk',
        '#sk1': 'gsi2sk',
      },
      ExpressionAttributeValues: {
        ':pk': 'runs#SPX_Alpha#training',
        ':sk1': '0',
        ':sk2': '9#~#~',
      },
      KeyConditionExpression: '#pk = :pk and #sk1 BETWEEN :sk1 AND :sk2',
      IndexName: 'gsi2',
    });
  });

  it('runsOfKindAsOf bounds the as-of time, both ends included', () => {
    expect(table.runsOfKindAsOf('SPX_Alpha', 'training', '2019-12-01', '2019-12-31T23:59:59.999Z').params()).toEqual({
      TableName: 'registry',
      ExpressionAttributeNames: {
        '#pk': 'gsi2pk',
        '#sk1': 'gsi2sk',
      },
      ExpressionAttributeValues: {
        ':pk': 'runs#SPX_Alpha#training',
        ':sk1': '2019-12-01',
        ':sk2': '2019-12-31T23:59:59.999Z#~#~',
      },
      KeyConditionExpression: '#pk = :pk and #sk1 BETWEEN :sk1 AND :sk2',
      IndexName: 'gsi2',
    });
  });

  it('newRun refuses a taken id', () => {
    expect(table.newRun(run).params()).toEqual({
      Item: {
        id: '01ARYZ6S410000000000000000',
        kind: 'training',
        mode: 'normal',
        status: 'pending',
        instanceId: 'SPX_Alpha',
        scope: 'SPX_Alpha',
        actor: {
          kind: 'person',
          id: 'ada',
        },
        cause: {
          kind: 'person',
        },
        clock: 'simulated',
        asOf: '2019-12-31T23:59:59.999Z',
        request: {},
        inputs: [],
        createdAt: '2020-06-01T00:00:00.000Z',
        pk: 'run#01ARYZ6S410000000000000000',
        sk: 'run',
        gsi1pk: 'runs#SPX_Alpha',
        gsi1sk: '2020-06-01T00:00:00.000Z#01ARYZ6S410000000000000000',
        gsi2pk: 'runs#SPX_Alpha#training',
        gsi2sk: '2019-12-31T23:59:59.999Z#2020-06-01T00:00:00.000Z#01ARYZ6S410000000000000000',
        __edb_e__: 'run',
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

  it('newRun keeps a run without an instance in the scope -', () => {
    expect(table.newRun(ingest).params()).toEqual({
      Item: {
        id: '01ARYZ6S410000000000000000',
        kind: 'ingest',
        mode: 'normal',
        status: 'pending',
        scope: '-',
        actor: {
          kind: 'person',
          id: 'ada',
        },
        cause: {
          kind: 'person',
        },
        clock: 'simulated',
        asOf: '2019-12-31T23:59:59.999Z',
        request: {},
        inputs: [],
        createdAt: '2020-06-01T00:00:00.000Z',
        pk: 'run#01ARYZ6S410000000000000000',
        sk: 'run',
        gsi1pk: 'runs#-',
        gsi1sk: '2020-06-01T00:00:00.000Z#01ARYZ6S410000000000000000',
        gsi2pk: 'runs#-#ingest',
        gsi2sk: '2019-12-31T23:59:59.999Z#2020-06-01T00:00:00.000Z#01ARYZ6S410000000000000000',
        __edb_e__: 'run',
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

  it('nextStatus is locked on the status before', () => {
    expect(table.nextStatus({ ...run, status: 'running' }, 'pending').params()).toEqual({
      Item: {
        id: '01ARYZ6S410000000000000000',
        kind: 'training',
        mode: 'normal',
        status: 'running',
        instanceId: 'SPX_Alpha',
        scope: 'SPX_Alpha',
        actor: {
          kind: 'person',
          id: 'ada',
        },
        cause: {
          kind: 'person',
        },
        clock: 'simulated',
        asOf: '2019-12-31T23:59:59.999Z',
        request: {},
        inputs: [],
        createdAt: '2020-06-01T00:00:00.000Z',
        pk: 'run#01ARYZ6S410000000000000000',
        sk: 'run',
        gsi1pk: 'runs#SPX_Alpha',
        gsi1sk: '2020-06-01T00:00:00.000Z#01ARYZ6S410000000000000000',
        gsi2pk: 'runs#SPX_Alpha#training',
        gsi2sk: '2019-12-31T23:59:59.999Z#2020-06-01T00:00:00.000Z#01ARYZ6S410000000000000000',
        __edb_e__: 'run',
        __edb_v__: '1',
      },
      TableName: 'registry',
      ConditionExpression: '#status = :status0',
      ExpressionAttributeNames: {
        '#status': 'status',
      },
      ExpressionAttributeValues: {
        ':status0': 'pending',
      },
    });
  });

  it('stillRunning checks the status', () => {
    expect(table.stillRunning('01ARYZ6S410000000000000000')).toEqual({
      ConditionCheck: {
        Key: {
          pk: 'run#01ARYZ6S410000000000000000',
          sk: 'run',
        },
        TableName: 'registry',
        ConditionExpression: '#status = :running',
        ExpressionAttributeNames: {
          '#status': 'status',
        },
        ExpressionAttributeValues: {
          ':running': 'running',
        },
      },
    });
  });
});
