import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDynamoDb, type DynamoDb } from './dynamodb.ts';
import { call } from './survival.fixture.ts';
import type { TableDefinition } from './table.ts';

const definition: TableDefinition = {
  name: 'things',
  keySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  attributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  streamViewType: 'NEW_IMAGE',
};
const withIndex: TableDefinition = {
  ...definition,
  attributeDefinitions: [...definition.attributeDefinitions, { AttributeName: 'kind', AttributeType: 'S' }],
  globalSecondaryIndexes: [
    {
      IndexName: 'by-kind',
      KeySchema: [{ AttributeName: 'kind', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'KEYS_ONLY' },
    },
  ],
};

describe('ensureTable', () => {
  let stateDir: string;
  let now: Date;
  let service: DynamoDb;
  const open = () => createDynamoDb({ stateDir, accountId: '111122223333', region: 'us-east-1', now: () => now });

  beforeEach(async () => {
    stateDir = mkdtempSync(join(tmpdir(), 'dynamodb-'));
    now = new Date('2020-03-01T00:00:00Z');
    service = await open();
  });
  afterEach(async () => {
    await service.close();
    rmSync(stateDir, { recursive: true });
  });

  it('keeps table, items and stream over a restart, whenever it is called', async () => {
    const first = await service.ensureTable(definition);
    await call(service, 'PutItem', { TableName: 'things', Item: { id: { S: 'a' } } });
    await service.close();
    now = new Date('2020-04-01T00:00:00Z');
    service = await open();

    const second = await service.ensureTable(definition);

    expect(second).toEqual(first);
    const { Item } = await call(service, 'GetItem', { TableName: 'things', Key: { id: { S: 'a' } } });
    expect(Item).toEqual({ id: { S: 'a' } });
    expect(await service.streams.read('things')).toHaveLength(1);
  });

  it('fills an index that is added later from the items, and takes one away', async () => {
    await service.ensureTable(definition);
    for (const [id, kind] of [
      ['a', 'x'],
      ['b', 'y'],
      ['c', 'x'],
    ] as const) {
      await call(service, 'PutItem', {
        TableName: 'things',
        Item: { id: { S: id }, kind: { S: kind }, n: { N: '1' } },
      });
    }
    const query = () =>
      call(service, 'Query', {
        TableName: 'things',
        IndexName: 'by-kind',
        KeyConditionExpression: 'kind = :k',
        ExpressionAttributeValues: { ':k': { S: 'x' } },
      });

    await service.ensureTable(withIndex);
    const { Items } = await query();
    await service.ensureTable(definition);

    expect(Items.map(({ id }: { id: { S: string } }) => id.S).sort()).toEqual(['a', 'c']);
    expect(Items[0]).not.toHaveProperty('n');
    await expect(query()).rejects.toThrow('does not have the specified index');
  });

  it('refuses another primary key, naming both and the way out', async () => {
    await service.ensureTable(definition);
    const other = { ...definition, attributeDefinitions: [{ AttributeName: 'id', AttributeType: 'N' as const }] };

    await expect(service.ensureTable(other)).rejects.toThrow(
      'table things has the key HASH id:S and the template says HASH id:N: start with --fresh to replace it',
    );
  });
});
