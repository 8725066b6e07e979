import { describe, expect, it } from 'vitest';
import { createLineageEdgeTable } from './lineage-edge.dynamodb.ts';
import { LineageEdgeSchema } from './records.ts';

const table = createLineageEdgeTable({ table: 'registry' });
const edge = LineageEdgeSchema.parse({
  from: 'model:SPX_Alpha@2',
  to: 'dataset:features@1',
  kind: 'trained_on',
  runId: '01ARYZ6S410000000000000000',
});

describe('createLineageEdgeTable', () => {
  it('edgesFrom queries by where edges leave', () => {
    expect(table.edgesFrom('model:SPX_Alpha@2').params()).toEqual({
      KeyConditionExpression: '#pk = :pk',
      TableName: 'registry',
      ExpressionAttributeNames: {
        '#pk': 'pk',
      },
      ExpressionAttributeValues: {
        ':pk': 'lineage#model:SPX_Alpha@2',
      },
    });
  });

  it('edgesTo queries gsi1 by where edges arrive', () => {
    expect(table.edgesTo('dataset:features@1').params()).toEqual({
      KeyConditionExpression: '#pk = :pk',
      TableName: 'registry',
      ExpressionAttributeNames: {
        '#pk': 'gsi1pk',
      },
      ExpressionAttributeValues: {
        ':pk': 'lineage#dataset:features@1',
      },
      IndexName: 'gsi1',
    });
  });

  it('edge is unconditional', () => {
    expect(table.edge(edge).params()).toEqual({
      Item: {
        from: 'model:SPX_Alpha@2',
        to: 'dataset:features@1',
        kind: 'trained_on',
        runId: '01ARYZ6S410000000000000000',
        pk: 'lineage#model:SPX_Alpha@2',
        sk: 'trained_on#dataset:features@1',
        gsi1pk: 'lineage#dataset:features@1',
        gsi1sk: 'trained_on#model:SPX_Alpha@2',
        __edb_e__: 'lineage-edge',
        __edb_v__: '1',
      },
      TableName: 'registry',
    });
  });
});
