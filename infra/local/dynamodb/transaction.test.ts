import {
  DynamoDBClient,
  QueryCommand,
  ScanCommand,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { serve } from '../serve.ts';
import { createDynamoDb } from './dynamodb.ts';

type Item = { id: string; n: number; group?: string };
type Step = { id: string; kind: 'put' | 'add' | 'delete' | 'check'; n: number; group: string };
type Model = ReadonlyMap<string, Item>;

const ids = ['a', 'b', 'c', 'd'];
const stepArbitrary: fc.Arbitrary<Step> = fc.record({
  id: fc.constantFrom(...ids),
  kind: fc.constantFrom('put', 'add', 'delete', 'check'),
  n: fc.integer({ min: 0, max: 2 }),
  group: fc.constantFrom('g', 'h'),
});
const transactionArbitrary = fc.uniqueArray(stepArbitrary, { selector: ({ id }) => id, minLength: 1, maxLength: 4 });

/** The oracle: each step holds its condition against the state before, and all apply or none. */
function applyNaively(before: Model, steps: readonly Step[]): { after: Model; codes: string[] } {
  const codes = steps.map(({ id, kind, n }) => {
    const item = before.get(id);
    const holds =
      kind === 'put' ? item === undefined : kind === 'check' ? item === undefined || item.n >= n : item?.n === n;
    return holds ? 'None' : 'ConditionalCheckFailed';
  });
  if (codes.some((code) => code !== 'None')) return { after: before, codes };
  const after = new Map(before);
  for (const { id, kind, n, group } of steps) {
    if (kind === 'put') after.set(id, { id, n, group });
    if (kind === 'add') after.set(id, { id, n: n + 1, group });
    if (kind === 'delete') after.delete(id);
  }
  return { after, codes };
}

function request({ id, kind, n, group }: Step): TransactWriteItem {
  const target = { TableName: 'items', Key: { id: { S: id } } };
  const values = { ':n': { N: String(n) } };
  switch (kind) {
    case 'put':
      return {
        Put: {
          TableName: 'items',
          Item: { id: { S: id }, n: { N: String(n) }, group: { S: group } },
          ConditionExpression: 'attribute_not_exists(id)',
        },
      };
    case 'add':
      return {
        Update: {
          ...target,
          UpdateExpression: 'SET n = n + :one, #g = :g',
          ConditionExpression: 'n = :n',
          ExpressionAttributeNames: { '#g': 'group' },
          ExpressionAttributeValues: { ...values, ':one': { N: '1' }, ':g': { S: group } },
        },
      };
    case 'delete':
      return { Delete: { ...target, ConditionExpression: 'n = :n', ExpressionAttributeValues: values } };
    case 'check':
      return {
        ConditionCheck: {
          ...target,
          ConditionExpression: 'attribute_not_exists(id) OR n >= :n',
          ExpressionAttributeValues: values,
        },
      };
  }
}

async function withTable<T>(run: (client: DynamoDBClient, streams: () => Promise<Model>) => Promise<T>): Promise<T> {
  const service = await createDynamoDb({ accountId: '111122223333', region: 'us-east-1', now: () => new Date(0) });
  await service.ensureTable({
    name: 'items',
    keySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    attributeDefinitions: [
      { AttributeName: 'id', AttributeType: 'S' },
      { AttributeName: 'group', AttributeType: 'S' },
    ],
    globalSecondaryIndexes: [
      {
        IndexName: 'by-group',
        KeySchema: [
          { AttributeName: 'group', KeyType: 'HASH' },
          { AttributeName: 'id', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
    streamViewType: 'NEW_AND_OLD_IMAGES',
  });
  const server = await serve(service);
  const client = new DynamoDBClient({
    region: 'us-east-1',
    endpoint: server.url,
    credentials: { accessKeyId: 'a', secretAccessKey: 's' },
  });
  const replayed = async () => {
    const model = new Map<string, Item>();
    for (const { dynamodb } of await service.streams.read('items', { limit: 10_000 })) {
      const id = dynamodb?.Keys?.id?.S ?? '';
      expect(model.get(id)).toEqual(dynamodb?.OldImage && toItem(dynamodb.OldImage));
      if (dynamodb?.NewImage) model.set(id, toItem(dynamodb.NewImage));
      else model.delete(id);
    }
    return model;
  };
  try {
    return await run(client, replayed);
  } finally {
    client.destroy();
    await server.close();
    await service.close();
  }
}

type RawItem = Readonly<Record<string, { S?: string | undefined; N?: string | undefined }>>;
const toItem = (item: RawItem): Item => ({
  id: item.id?.S ?? '',
  n: Number(item.n?.N),
  group: item.group?.S ?? '',
});
const sorted = (model: Model) => [...model.values()].sort((a, b) => (a.id < b.id ? -1 : 1));

async function send(client: DynamoDBClient, steps: readonly Step[]): Promise<string[]> {
  try {
    await client.send(new TransactWriteItemsCommand({ TransactItems: steps.map(request) }));
    return steps.map(() => 'None');
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error;
    return error.CancellationReasons?.map(({ Code = '' }) => Code) ?? [];
  }
}

async function readAll(client: DynamoDBClient) {
  const { Items = [] } = await client.send(new ScanCommand({ TableName: 'items' }));
  const indexed = await Promise.all(
    ['g', 'h'].map((group) =>
      client.send(
        new QueryCommand({
          TableName: 'items',
          IndexName: 'by-group',
          KeyConditionExpression: '#g = :g',
          ExpressionAttributeNames: { '#g': 'group' },
          ExpressionAttributeValues: { ':g': { S: group } },
        }),
      ),
    ),
  );
  const toModel = (items: readonly RawItem[]) => sorted(new Map(items.map(toItem).map((item) => [item.id, item])));
  return { table: toModel(Items), index: toModel(indexed.flatMap(({ Items: found = [] }) => found)) };
}

describe('TransactWriteItems', () => {
  it('agrees with a naive oracle, in table, index and stream', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(transactionArbitrary, { minLength: 1, maxLength: 12 }), (transactions) =>
        withTable(async (client, replayed) => {
          let model: Model = new Map();
          for (const steps of transactions) {
            const { after, codes } = applyNaively(model, steps);
            expect(await send(client, steps)).toEqual(codes);
            model = after;
          }

          const { table, index } = await readAll(client);
          expect(table).toEqual(sorted(model));
          expect(index).toEqual(sorted(model));
          expect(sorted(await replayed())).toEqual(sorted(model));
        }),
      ),
      { numRuns: 40 },
    );
  });

  it('makes concurrent transactions look as if one came after the other', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(transactionArbitrary, { maxLength: 4 }),
        fc.array(transactionArbitrary, { minLength: 2, maxLength: 4 }),
        (first, concurrent) =>
          withTable(async (client) => {
            let before: Model = new Map();
            for (const steps of first) {
              await send(client, steps);
              before = applyNaively(before, steps).after;
            }

            const codes = await Promise.all(concurrent.map((steps) => send(client, steps)));

            const { table, index } = await readAll(client);
            expect(index).toEqual(table);
            const explained = permutations(concurrent.map((steps, i) => ({ steps, codes: codes[i] }))).some((order) => {
              let model = before;
              const agrees = order.every(({ steps, codes: seen }) => {
                const next = applyNaively(model, steps);
                model = next.after;
                return String(next.codes) === String(seen);
              });
              return agrees && JSON.stringify(sorted(model)) === JSON.stringify(table);
            });
            expect(explained).toBe(true);
          }),
      ),
      { numRuns: 40 },
    );
  });
});

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, i) => permutations(items.toSpliced(i, 1)).map((rest) => [item, ...rest]));
}
