import { describe, expect, it } from 'vitest';
import { createOpenAlertTable } from './open-alert.dynamodb.ts';

const table = createOpenAlertTable({ table: 'registry' });
const place = { instanceId: 'SPX_Alpha', rule: 'drift', alertId: 'A1' };

describe('createOpenAlertTable', () => {
  it("openAlertOf reads a rule's one place", () => {
    expect(table.openAlertOf('SPX_Alpha', 'drift').params()).toEqual({
      Key: {
        pk: 'instance#SPX_Alpha',
        sk: 'open-alert#drift',
      },
      TableName: 'registry',
    });
  });

  it('open takes the place when it is free', () => {
    expect(table.open(place).params()).toEqual({
      Item: {
        instanceId: 'SPX_Alpha',
        rule: 'drift',
        alertId: 'A1',
        open: true,
        pk: 'instance#SPX_Alpha',
        sk: 'open-alert#drift',
        __edb_e__: 'open-alert',
        __edb_v__: '1',
      },
      TableName: 'registry',
      ConditionExpression: 'attribute_not_exists(#alertId) OR #open = :open0',
      ExpressionAttributeNames: {
        '#alertId': 'alertId',
        '#open': 'open',
      },
      ExpressionAttributeValues: {
        ':open0': false,
      },
    });
  });

  it('close frees the place when this alert holds it', () => {
    expect(table.close(place).params()).toEqual({
      Item: {
        instanceId: 'SPX_Alpha',
        rule: 'drift',
        alertId: 'A1',
        open: false,
        pk: 'instance#SPX_Alpha',
        sk: 'open-alert#drift',
        __edb_e__: 'open-alert',
        __edb_v__: '1',
      },
      TableName: 'registry',
      ConditionExpression: '#alertId = :alertId0 AND #open = :open0',
      ExpressionAttributeNames: {
        '#alertId': 'alertId',
        '#open': 'open',
      },
      ExpressionAttributeValues: {
        ':alertId0': 'A1',
        ':open0': true,
      },
    });
  });
});
