import { describe, expect, it } from 'vitest';
import { createDatasetTable } from './dataset.dynamodb.ts';
import { DatasetRecordSchema } from './records.ts';

const table = createDatasetTable({ table: 'registry' });
const dataset = DatasetRecordSchema.parse({
  name: 'prices',
  description: 'daily closes',
  owner: 'ada',
  space: 'team',
  schema: {
    columns: [
      { name: 'entity', role: 'entity', type: 'string' },
      { name: 'event_time', role: 'event_time', type: 'timestamp' },
      { name: 'knowledge_time', role: 'knowledge_time', type: 'timestamp' },
    ],
    knowledgeGrade: 'assumed',
  },
  latestVersion: 3,
  createdAt: '2020-01-02T00:00:00.000Z',
});

describe('createDatasetTable', () => {
  it('datasetNamed reads one item', () => {
    expect(table.datasetNamed('prices').params()).toEqual({
      Key: {
        pk: 'dataset#prices',
        sk: 'dataset',
      },
      TableName: 'registry',
    });
  });

  it('allDatasets queries gsi1 by name', () => {
    expect(table.allDatasets().params()).toEqual({
      KeyConditionExpression: '#pk = :pk',
      TableName: 'registry',
      ExpressionAttributeNames: {
        '#pk': 'gsi1pk',
      },
      ExpressionAttributeValues: {
        ':pk': 'datasets',
      },
      IndexName: 'gsi1',
    });
  });

  it('newDataset refuses a taken name', () => {
    expect(table.newDataset(dataset).params()).toEqual({
      Item: {
        name: 'prices',
        description: 'daily closes',
        owner: 'ada',
        space: 'team',
        schema: {
          columns: [
            {
              name: 'entity',
              role: 'entity',
              type: 'string',
              nullable: false,
            },
            {
              name: 'event_time',
              role: 'event_time',
              type: 'timestamp',
              nullable: false,
            },
            {
              name: 'knowledge_time',
              role: 'knowledge_time',
              type: 'timestamp',
              nullable: false,
            },
          ],
          knowledgeGrade: 'assumed',
          scheduled: false,
        },
        latestVersion: 3,
        createdAt: '2020-01-02T00:00:00.000Z',
        pk: 'dataset#prices',
        sk: 'dataset',
        gsi1pk: 'datasets',
        gsi1sk: 'prices',
        __edb_e__: 'dataset',
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

  it('nextLatestVersion is locked on the version before', () => {
    expect(table.nextLatestVersion(dataset, 2).params()).toEqual({
      Item: {
        name: 'prices',
        description: 'daily closes',
        owner: 'ada',
        space: 'team',
        schema: {
          columns: [
            {
              name: 'entity',
              role: 'entity',
              type: 'string',
              nullable: false,
            },
            {
              name: 'event_time',
              role: 'event_time',
              type: 'timestamp',
              nullable: false,
            },
            {
              name: 'knowledge_time',
              role: 'knowledge_time',
              type: 'timestamp',
              nullable: false,
            },
          ],
          knowledgeGrade: 'assumed',
          scheduled: false,
        },
        latestVersion: 3,
        createdAt: '2020-01-02T00:00:00.000Z',
        pk: 'dataset#prices',
        sk: 'dataset',
        gsi1pk: 'datasets',
        gsi1sk: 'prices',
        __edb_e__: 'dataset',
        __edb_v__: '1',
      },
      TableName: 'registry',
      ConditionExpression: '#latestVersion = :latestVersion0',
      ExpressionAttributeNames: {
        '#latestVersion': 'latestVersion',
      },
      ExpressionAttributeValues: {
        ':latestVersion0': 2,
      },
    });
  });
});
