import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  CreateBackupCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactGetItemsCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RunningServer, serve } from '../serve.ts';
import { createDynamoDb, type DynamoDb } from './dynamodb.ts';
import type { TableDefinition } from './table.ts';

const account = { accountId: '111122223333', region: 'us-east-1' };
const registry: TableDefinition = {
  name: 'registry',
  keySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  attributeDefinitions: ['pk', 'sk', 'gsi1pk', 'gsi1sk'].map((AttributeName) => ({
    AttributeName,
    AttributeType: 'S' as const,
  })),
  globalSecondaryIndexes: [
    {
      IndexName: 'gsi1',
      KeySchema: [
        { AttributeName: 'gsi1pk', KeyType: 'HASH' },
        { AttributeName: 'gsi1sk', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
  streamViewType: 'NEW_AND_OLD_IMAGES',
  timeToLiveAttribute: 'expiresAt',
};
const S = (value: string) => ({ S: value });
const N = (value: number) => ({ N: String(value) });
const key = (pk: string, sk = 'a') => ({ pk: S(pk), sk: S(sk) });

describe('createDynamoDb', () => {
  let now = new Date('2020-03-01T00:00:00Z');
  let service: DynamoDb;
  let server: RunningServer;
  let client: DynamoDBClient;

  beforeEach(async () => {
    now = new Date('2020-03-01T00:00:00Z');
    service = await createDynamoDb({ ...account, now: () => now });
    await service.ensureTable(registry);
    server = await serve(service);
    client = new DynamoDBClient({
      region: 'us-east-1',
      endpoint: server.url,
      credentials: { accessKeyId: 'a', secretAccessKey: 's' },
    });
  });

  afterEach(async () => {
    client.destroy();
    await server.close();
    await service.close();
  });

  it('puts, updates, gets and queries an item by its table and its index', async () => {
    await client.send(new PutItemCommand({ TableName: 'registry', Item: { ...key('i'), n: N(1) } }));
    await client.send(
      new UpdateItemCommand({
        TableName: 'arn:aws:dynamodb:us-east-1:111122223333:table/registry',
        Key: key('i'),
        UpdateExpression: 'SET n = n + :one, gsi1pk = :p, gsi1sk = :s',
        ExpressionAttributeValues: { ':one': N(1), ':p': S('stage'), ':s': S('1') },
      }),
    );

    const got = await client.send(new GetItemCommand({ TableName: 'registry', Key: key('i') }));
    const found = await client.send(
      new QueryCommand({
        TableName: 'registry',
        IndexName: 'gsi1',
        KeyConditionExpression: 'gsi1pk = :p AND begins_with(gsi1sk, :s)',
        ExpressionAttributeValues: { ':p': S('stage'), ':s': S('1') },
      }),
    );

    expect(got.Item).toEqual({ ...key('i'), n: N(2), gsi1pk: S('stage'), gsi1sk: S('1') });
    expect(found.Items).toEqual([got.Item]);
  });

  it('pages a query in key order, forwards and backwards', async () => {
    await client.send(
      new BatchWriteItemCommand({
        RequestItems: { registry: ['c', 'a', 'b'].map((sk) => ({ PutRequest: { Item: key('p', sk) } })) },
      }),
    );
    const query = (ScanIndexForward: boolean, ExclusiveStartKey?: Record<string, { S: string }>) =>
      client.send(
        new QueryCommand({
          TableName: 'registry',
          KeyConditionExpression: 'pk = :p',
          ExpressionAttributeValues: { ':p': S('p') },
          Limit: 2,
          ScanIndexForward,
          ExclusiveStartKey,
        }),
      );

    const first = await query(true);
    const second = await query(true, key('p', 'b'));
    const backwards = await query(false);

    expect(first.Items).toEqual([key('p', 'a'), key('p', 'b')]);
    expect(first.LastEvaluatedKey).toEqual(key('p', 'b'));
    expect(second.Items).toEqual([key('p', 'c')]);
    expect(backwards.Items).toEqual([key('p', 'c'), key('p', 'b')]);
  });

  it('reads and writes in batches, and scans', async () => {
    await client.send(
      new BatchWriteItemCommand({
        RequestItems: { registry: ['1', '2'].map((pk) => ({ PutRequest: { Item: key(pk) } })) },
      }),
    );
    await client.send(
      new BatchWriteItemCommand({ RequestItems: { registry: [{ DeleteRequest: { Key: key('1') } }] } }),
    );

    const got = await client.send(
      new BatchGetItemCommand({ RequestItems: { registry: { Keys: [key('1'), key('2')] } } }),
    );
    const scanned = await client.send(new ScanCommand({ TableName: 'registry' }));

    expect(got.Responses?.registry).toEqual([key('2')]);
    expect(scanned.Items).toEqual([key('2')]);
  });

  it('answers a failed condition with the old item when asked', async () => {
    await client.send(new PutItemCommand({ TableName: 'registry', Item: { ...key('i'), n: N(1) } }));

    const failure = await client
      .send(
        new PutItemCommand({
          TableName: 'registry',
          Item: key('i'),
          ConditionExpression: 'attribute_not_exists(pk)',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      )
      .catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(ConditionalCheckFailedException);
    expect(failure).toMatchObject({ Item: { ...key('i'), n: N(1) } });
  });

  it('writes all items of a transaction or none, and tells the reason of each', async () => {
    await client.send(new PutItemCommand({ TableName: 'registry', Item: { ...key('taken'), n: N(1) } }));

    const failure = await client
      .send(
        new TransactWriteItemsCommand({
          TransactItems: [
            { Put: { TableName: 'registry', Item: key('new') } },
            {
              Update: {
                TableName: 'registry',
                Key: key('taken'),
                UpdateExpression: 'SET n = :two',
                ConditionExpression: 'n = :two',
                ExpressionAttributeValues: { ':two': N(2) },
                ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
              },
            },
            { ConditionCheck: { TableName: 'registry', Key: key('x'), ConditionExpression: 'attribute_exists(pk)' } },
            { Delete: { TableName: 'registry', Key: key('y') } },
          ],
        }),
      )
      .catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(TransactionCanceledException);
    expect(failure).toMatchObject({
      message: expect.stringContaining('[None, ConditionalCheckFailed, ConditionalCheckFailed, None]'),
      CancellationReasons: [
        { Code: 'None' },
        { Code: 'ConditionalCheckFailed', Item: { ...key('taken'), n: N(1) } },
        { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed' },
        { Code: 'None' },
      ],
    });
    const { Responses } = await client.send(
      new TransactGetItemsCommand({
        TransactItems: ['new', 'taken'].map((pk) => ({ Get: { TableName: 'registry', Key: key(pk) } })),
      }),
    );
    expect(Responses).toEqual([{}, { Item: { ...key('taken'), n: N(1) } }]);
  });

  it('refuses a transaction that names an item twice, and one of more than 100 items', async () => {
    const put = { Put: { TableName: 'registry', Item: key('i') } };

    const twice = client.send(new TransactWriteItemsCommand({ TransactItems: [put, put] }));
    const many = client.send(new TransactWriteItemsCommand({ TransactItems: Array(101).fill(put) }));

    await expect(twice).rejects.toThrow('cannot include multiple operations on one item');
    await expect(many).rejects.toThrow('less than or equal to 100');
  });

  it('applies a transaction once per client token, for ten minutes', async () => {
    const add = (by: number) =>
      client.send(
        new TransactWriteItemsCommand({
          ClientRequestToken: 'token',
          TransactItems: [
            {
              Update: {
                TableName: 'registry',
                Key: key('i'),
                UpdateExpression: 'ADD n :by',
                ExpressionAttributeValues: { ':by': N(by) },
              },
            },
          ],
        }),
      );
    const value = async () => (await client.send(new GetItemCommand({ TableName: 'registry', Key: key('i') }))).Item?.n;

    await add(1);
    await add(1);
    const afterTwo = await value();
    const mismatch = await add(2).catch((error: Error) => error);
    now = new Date(now.getTime() + 600_000);
    await service.expire();
    await add(1);

    expect(afterTwo).toEqual(N(1));
    expect(mismatch).toMatchObject({ name: 'IdempotentParameterMismatchException' });
    expect(await value()).toEqual(N(2));
  });

  it('describes the table with its stream, and its time to live', async () => {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: 'registry' }));
    const ttl = await client.send(new DescribeTimeToLiveCommand({ TableName: 'registry' }));

    expect(Table).toMatchObject({
      TableArn: 'arn:aws:dynamodb:us-east-1:111122223333:table/registry',
      LatestStreamArn: 'arn:aws:dynamodb:us-east-1:111122223333:table/registry/stream/2020-03-01T00:00:00.000',
      TableStatus: 'ACTIVE',
    });
    expect(ttl.TimeToLiveDescription).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'expiresAt' });
  });

  it('expires items whose time has passed, and shows it in the stream as the service’s deletion', async () => {
    const at = now.getTime() / 1000;
    for (const [pk, expiresAt] of [
      ['old', at - 1],
      ['young', at + 1],
    ] as const) {
      await client.send(new PutItemCommand({ TableName: 'registry', Item: { ...key(pk), expiresAt: N(expiresAt) } }));
    }

    const first = await service.expire();
    const second = await service.expire();

    expect([first, second]).toEqual([{ expiredItems: 1 }, { expiredItems: 0 }]);
    const records = await service.streams.read('registry');
    expect(records.at(-1)).toMatchObject({
      eventName: 'REMOVE',
      dynamodb: { Keys: key('old') },
      userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' },
    });
  });

  it('refuses an empty string as a key of an index, and writes nothing of its transaction', async () => {
    const Item = { ...key('i'), gsi1pk: S(''), gsi1sk: S('x') };

    const put = client.send(new PutItemCommand({ TableName: 'registry', Item }));
    const transaction = client.send(
      new TransactWriteItemsCommand({
        TransactItems: [key('j'), Item].map((each) => ({ Put: { TableName: 'registry', Item: each } })),
      }),
    );

    await expect(put).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(transaction).rejects.toMatchObject({
      CancellationReasons: [{ Code: 'None' }, { Code: 'ValidationError' }],
    });
    expect((await client.send(new ScanCommand({ TableName: 'registry' }))).Items).toEqual([]);
  });

  it('answers 501 and the name to a call that is not emulated', async () => {
    const failure = await client
      .send(new CreateBackupCommand({ TableName: 'registry', BackupName: 'b' }))
      .catch((error: unknown) => error);

    expect(failure).toMatchObject({
      message: 'dynamodb:CreateBackup is not emulated',
      $metadata: { httpStatusCode: 501 },
    });
  });

  it('answers ResourceNotFoundException to a table that does not exist', async () => {
    await expect(client.send(new GetItemCommand({ TableName: 'none', Key: key('i') }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });
});
