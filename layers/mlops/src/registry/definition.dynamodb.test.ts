import { describe, expect, it } from 'vitest';
import { createDefinitionTable } from './definition.dynamodb.ts';
import { DefinitionRecordSchema } from './records.ts';

const table = createDefinitionTable({ table: 'registry' });
const definition = DefinitionRecordSchema.parse({
  name: 'xgb-signal-model',
  version: '1.0.0',
  digest: 'a'.repeat(64),
  category: 'signal',
  bundleKey: 'definitions/xgb-signal-model/1.0.0/a.js',
  evaluationRunId: '01ARYZ6S410000000000000000',
  usable: true,
  problems: [],
  registeredAt: '2020-01-02T00:00:00.000Z',
});

describe('createDefinitionTable', () => {
  it('definitionVersion reads one item', () => {
    expect(table.definitionVersion('xgb-signal-model', '1.0.0').params()).toEqual({
      Key: {
        pk: 'definition#xgb-signal-model',
        sk: 'version#1.0.0',
      },
      TableName: 'registry',
    });
  });

  it('versionsOfDefinition queries by name', () => {
    expect(table.versionsOfDefinition('xgb-signal-model').params()).toEqual({
      KeyConditionExpression: '#pk = :pk and begins_with(#sk1, :sk1)',
      TableName: 'registry',
      ExpressionAttributeNames: {
        '#pk': 'pk',
        '#sk1': 'sk',
      },
      ExpressionAttributeValues: {
        ':pk': 'definition#xgb-signal-model',
        ':sk1': 'version#',
      },
    });
  });

  it('allDefinitions queries gsi1 by name and version', () => {
    expect(table.allDefinitions().params()).toEqual({
      KeyConditionExpression: '#pk = :pk',
      TableName: 'registry',
      ExpressionAttributeNames: {
        '#pk': 'gsi1pk',
      },
      ExpressionAttributeValues: {
        ':pk': 'definitions',
      },
      IndexName: 'gsi1',
    });
  });

  it('newDefinition refuses a taken version', () => {
    expect(table.newDefinition(definition).params()).toEqual({
      Item: {
        name: 'xgb-signal-model',
        version: '1.0.0',
        digest: 'a'.repeat(64),
        category: 'signal',
        bundleKey: 'definitions/xgb-signal-model/1.0.0/a.js',
        evaluationRunId: '01ARYZ6S410000000000000000',
        usable: true,
        problems: [],
        registeredAt: '2020-01-02T00:00:00.000Z',
        pk: 'definition#xgb-signal-model',
        sk: 'version#1.0.0',
        gsi1pk: 'definitions',
        gsi1sk: 'xgb-signal-model#1.0.0',
        __edb_e__: 'definition',
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
