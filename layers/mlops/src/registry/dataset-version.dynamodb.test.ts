import { describe, expect, it } from 'vitest';
import { createDatasetVersionTable } from './dataset-version.dynamodb.ts';
import { DatasetVersionRecordSchema } from './records.ts';

const table = createDatasetVersionTable({ table: 'registry' });
const version = DatasetVersionRecordSchema.parse({
  name: 'prices',
  version: 12,
  mode: 'append',
  manifestKey: 'datasets/prices/r/manifest.json',
  contentDigest: 'a'.repeat(64),
  rows: 5,
  minEventTime: '2020-01-02T00:00:00.000Z',
  maxEventTime: '2020-01-03T00:00:00.000Z',
  maxKnowledgeTime: '2020-01-04T00:00:00.000Z',
  parents: ['dataset:prices@11'],
  runId: '01ARYZ6S410000000000000000',
  committedAt: '2020-01-05T00:00:00.000Z',
});

describe('createDatasetVersionTable', () => {
  it('versionOf reads one item', () => {
    expect(table.versionOf('prices', 12).params()).toEqual({
      Key: {
        pk: 'dataset#prices',
        sk: 'version#0000000012',
      },
      TableName: 'registry',
    });
  });

  it('versionsOf queries a dataset by version', () => {
    expect(table.versionsOf('prices').params()).toEqual({
      KeyConditionExpression: '#pk = :pk and begins_with(#sk1, :sk1)',
      TableName: 'registry',
      ExpressionAttributeNames: {
        '#pk': 'pk',
        '#sk1': 'sk',
      },
      ExpressionAttributeValues: {
        ':pk': 'dataset#prices',
        ':sk1': 'version#',
      },
    });
  });

  it('newVersion refuses a taken number', () => {
    expect(table.newVersion(version).params()).toEqual({
      Item: {
        name: 'prices',
        version: 12,
        mode: 'append',
        manifestKey: 'datasets/prices/r/manifest.json',
        contentDigest: 'a'.repeat(64),
        rows: 5,
        minEventTime: '2020-01-02T00:00:00.000Z',
        maxEventTime: '2020-01-03T00:00:00.000Z',
        maxKnowledgeTime: '2020-01-04T00:00:00.000Z',
        parents: ['dataset:prices@11'],
        runId: '01ARYZ6S410000000000000000',
        committedAt: '2020-01-05T00:00:00.000Z',
        pk: 'dataset#prices',
        sk: 'version#0000000012',
        __edb_e__: 'dataset-version',
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

  it('certified replaces a version that the same run made', () => {
    expect(table.certified(version).params()).toMatchObject({
      Item: { pk: 'dataset#prices', sk: 'version#0000000012' },
      ConditionExpression: '#runId = :runId0',
      ExpressionAttributeNames: { '#runId': 'runId' },
      ExpressionAttributeValues: { ':runId0': '01ARYZ6S410000000000000000' },
    });
  });
});
