import { describe, expect, it } from 'vitest';
import { createAlertTable } from './alert.dynamodb.ts';
import { AlertRecordSchema } from './records.ts';

const table = createAlertTable({ table: 'registry' });
const alert = AlertRecordSchema.parse({
  id: 'A1',
  instanceId: 'SPX_Alpha',
  rule: 'drift',
  severity: 'critical',
  status: 'firing',
  metric: 'drift_share',
  value: 0.75,
  limit: 0.5,
  openedAsOf: '2020-03-06',
  openedBy: '01ARYZ6S410000000000000000',
  lastFiredAsOf: '2020-03-06',
  message: '6 of 8 features drifted',
});

describe('createAlertTable', () => {
  it('alertWithId reads one item', () => {
    expect(table.alertWithId('A1').params()).toEqual({
      Key: {
        pk: 'alert#A1',
        sk: 'alert',
      },
      TableName: 'registry',
    });
  });

  it('alertsOf queries gsi1 by opening', () => {
    expect(table.alertsOf('SPX_Alpha').params()).toEqual({
      KeyConditionExpression: '#pk = :pk',
      TableName: 'registry',
      ExpressionAttributeNames: {
        '#pk': 'gsi1pk',
      },
      ExpressionAttributeValues: {
        ':pk': 'alerts#SPX_Alpha',
      },
      IndexName: 'gsi1',
    });
  });

  it('newAlert refuses a taken id', () => {
    expect(table.newAlert(alert).params()).toEqual({
      Item: {
        id: 'A1',
        instanceId: 'SPX_Alpha',
        rule: 'drift',
        severity: 'critical',
        status: 'firing',
        metric: 'drift_share',
        value: 0.75,
        limit: 0.5,
        openedAsOf: '2020-03-06',
        openedBy: '01ARYZ6S410000000000000000',
        lastFiredAsOf: '2020-03-06',
        message: '6 of 8 features drifted',
        pk: 'alert#A1',
        sk: 'alert',
        gsi1pk: 'alerts#SPX_Alpha',
        gsi1sk: '2020-03-06#A1',
        __edb_e__: 'alert',
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

  it('nextState is locked on status and last firing', () => {
    expect(table.nextState({ ...alert, status: 'resolved' }, alert).params()).toEqual({
      Item: {
        id: 'A1',
        instanceId: 'SPX_Alpha',
        rule: 'drift',
        severity: 'critical',
        status: 'resolved',
        metric: 'drift_share',
        value: 0.75,
        limit: 0.5,
        openedAsOf: '2020-03-06',
        openedBy: '01ARYZ6S410000000000000000',
        lastFiredAsOf: '2020-03-06',
        message: '6 of 8 features drifted',
        pk: 'alert#A1',
        sk: 'alert',
        gsi1pk: 'alerts#SPX_Alpha',
        gsi1sk: '2020-03-06#A1',
        __edb_e__: 'alert',
        __edb_v__: '1',
      },
      TableName: 'registry',
      ConditionExpression: '#status = :status0 AND #lastFiredAsOf = :lastFiredAsOf0',
      ExpressionAttributeNames: {
        '#status': 'status',
        '#lastFiredAsOf': 'lastFiredAsOf',
      },
      ExpressionAttributeValues: {
        ':status0': 'firing',
        ':lastFiredAsOf0': '2020-03-06',
      },
    });
  });
});
