import { describe, expect, it } from 'vitest';
import { StageTransitionSchema } from './records.ts';
import { createStageTransitionTable } from './stage-transition.dynamodb.ts';

const table = createStageTransitionTable({ table: 'registry' });
const transition = StageTransitionSchema.parse({
  instanceId: 'SPX_Alpha',
  version: 2,
  from: 'staging',
  to: 'production',
  clock: 'simulated',
  effectiveAt: '2019-12-31T23:59:59.999Z',
  recordedAt: '2020-06-01T00:00:00.000Z',
  actor: { kind: 'person', id: 'ada' },
  reason: 'better on every gate',
});

describe('createStageTransitionTable', () => {
  it('transitionsOf queries an instance by recording', () => {
    expect(table.transitionsOf('SPX_Alpha').params()).toEqual({
      KeyConditionExpression: '#pk = :pk and begins_with(#sk1, :sk1)',
      TableName: 'registry',
      ExpressionAttributeNames: {
        '#pk': 'pk',
        '#sk1': 'sk',
      },
      ExpressionAttributeValues: {
        ':pk': 'instance#SPX_Alpha',
        ':sk1': 'transition#',
      },
    });
  });

  it('productionMovesKnown filters by effect and by knowledge', () => {
    expect(
      table
        .productionMovesKnown('SPX_Alpha', 'simulated', '2020-01-31T23:59:59.999Z', '2020-06-30T00:00:00.000Z')
        .params(),
    ).toEqual({
      KeyConditionExpression: '#pk = :pk and begins_with(#sk1, :sk1)',
      TableName: 'registry',
      ExpressionAttributeNames: {
        '#to': 'to',
        '#clock': 'clock',
        '#effectiveAt': 'effectiveAt',
        '#recordedAt': 'recordedAt',
        '#pk': 'pk',
        '#sk1': 'sk',
      },
      ExpressionAttributeValues: {
        ':to0': 'production',
        ':clock0': 'simulated',
        ':effectiveAt0': '2020-01-31T23:59:59.999Z',
        ':recordedAt0': '2020-06-30T00:00:00.000Z',
        ':pk': 'instance#SPX_Alpha',
        ':sk1': 'transition#',
      },
      FilterExpression:
        '#to = :to0 AND #clock = :clock0 AND #effectiveAt <= :effectiveAt0 AND #recordedAt <= :recordedAt0',
    });
  });

  it('newTransition stands at the revision it made', () => {
    expect(table.newTransition({ ...transition, revision: 7 }).params()).toEqual({
      Item: {
        instanceId: 'SPX_Alpha',
        revision: 7,
        version: 2,
        from: 'staging',
        to: 'production',
        clock: 'simulated',
        effectiveAt: '2019-12-31T23:59:59.999Z',
        recordedAt: '2020-06-01T00:00:00.000Z',
        actor: {
          kind: 'person',
          id: 'ada',
        },
        reason: 'better on every gate',
        pk: 'instance#SPX_Alpha',
        sk: 'transition#0000000007#0000000002',
        __edb_e__: 'stage-transition',
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
});
