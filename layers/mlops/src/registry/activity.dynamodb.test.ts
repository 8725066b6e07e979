import { ActivityEnvelopeSchema } from '@optaic/mlops/activity';
import { describe, expect, it } from 'vitest';
import { createActivityTable } from './activity.dynamodb.ts';

const table = createActivityTable({ table: 'activity' });
const activity = ActivityEnvelopeSchema.parse({
  id: 'a'.repeat(64),
  occurredAt: '2020-06-01T00:00:00.000Z',
  actor: { kind: 'person', id: 'ada' },
  action: 'model_instance.resumed',
  resource: 'instance:SPX_Alpha',
  resourceType: 'instance',
  resourceId: 'SPX_Alpha',
  sequence: 42,
  correlationId: 'c1',
  payload: { instanceId: 'SPX_Alpha', reason: 'calm again' },
  previousHash: 'b'.repeat(64),
  hash: 'c'.repeat(64),
});

describe('createActivityTable', () => {
  it("activitiesOf queries a resource's log by sequence", () => {
    expect(table.activitiesOf('instance:SPX_Alpha').params()).toEqual({
      KeyConditionExpression: '#pk = :pk and begins_with(#sk1, :sk1)',
      TableName: 'activity',
      ExpressionAttributeNames: {
        '#pk': 'pk',
        '#sk1': 'sk',
      },
      ExpressionAttributeValues: {
        ':pk': 'instance:SPX_Alpha',
        ':sk1': 'sequence#',
      },
    });
  });

  it('activitiesOfCorrelation queries gsi2 by time', () => {
    expect(table.activitiesOfCorrelation('c1').params()).toEqual({
      KeyConditionExpression: '#pk = :pk',
      TableName: 'activity',
      ExpressionAttributeNames: {
        '#pk': 'gsi2pk',
      },
      ExpressionAttributeValues: {
        ':pk': 'correlation#c1',
      },
      IndexName: 'gsi2',
    });
  });

  it('activitiesOfMonth queries gsi1 between two instants', () => {
    expect(table.activitiesOfMonth('2020-06', '2020-06-01T00:00:00.000Z', '2020-06-30T00:00:00.000Z').params()).toEqual(
      {
        TableName: 'activity',
        ExpressionAttributeNames: {
          '#pk': 'gsi1pk',
          '#sk1': 'gsi1sk',
        },
        ExpressionAttributeValues: {
          ':pk': 'activities#2020-06',
          ':sk1': '2020-06-01T00:00:00.000Z',
          ':sk2': '2020-06-30T00:00:00.000Z#~',
        },
        KeyConditionExpression: '#pk = :pk and #sk1 BETWEEN :sk1 AND :sk2',
        IndexName: 'gsi1',
      },
    );
  });

  it('newActivity refuses a taken sequence', () => {
    expect(table.newActivity(activity).params()).toEqual({
      Item: {
        id: 'a'.repeat(64),
        occurredAt: '2020-06-01T00:00:00.000Z',
        month: '2020-06',
        actor: {
          kind: 'person',
          id: 'ada',
        },
        action: 'model_instance.resumed',
        resource: 'instance:SPX_Alpha',
        resourceType: 'instance',
        resourceId: 'SPX_Alpha',
        sequence: 42,
        correlationId: 'c1',
        payload: {
          instanceId: 'SPX_Alpha',
          reason: 'calm again',
        },
        previousHash: 'b'.repeat(64),
        hash: 'c'.repeat(64),
        pk: 'instance:SPX_Alpha',
        sk: 'sequence#000000000042',
        gsi1pk: 'activities#2020-06',
        gsi1sk: '2020-06-01T00:00:00.000Z#instance:SPX_Alpha#000000000042',
        gsi2pk: 'correlation#c1',
        gsi2sk: '2020-06-01T00:00:00.000Z#instance:SPX_Alpha#000000000042',
        __edb_e__: 'activity',
        __edb_v__: '1',
      },
      TableName: 'activity',
      ConditionExpression: 'attribute_not_exists(#pk) AND attribute_not_exists(#sk)',
      ExpressionAttributeNames: {
        '#pk': 'pk',
        '#sk': 'sk',
      },
    });
  });
});
