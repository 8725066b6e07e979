import type { DynamoDBRecord } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDynamoDb, type DynamoDb } from './dynamodb.ts';
import { call } from './survival.fixture.ts';

describe('TableStreams', () => {
  let now: Date;
  let service: DynamoDb;
  let failures: unknown[];

  beforeEach(async () => {
    now = new Date('2020-03-01T00:00:00Z');
    failures = [];
    service = await createDynamoDb({
      accountId: '111122223333',
      region: 'us-east-1',
      now: () => now,
      onConsumerFailure: (error) => failures.push(error),
    });
    for (const streamViewType of ['NEW_AND_OLD_IMAGES', 'KEYS_ONLY'] as const) {
      await service.ensureTable({
        name: streamViewType,
        keySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        attributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        streamViewType,
      });
    }
  });
  afterEach(() => service.close());

  const put = (id: string, n = '1', TableName = 'NEW_AND_OLD_IMAGES') =>
    call(service, 'PutItem', { TableName, Item: { id: { S: id }, n: { N: n } } });
  const names = (records: readonly DynamoDBRecord[]) =>
    records.map(({ eventName, dynamodb }) => `${eventName} ${dynamodb?.Keys?.id?.S}`);

  /** Collects batches until `count` records came. */
  function collect(consumer: string, count: number, options = {}, reject: (batch: number) => boolean = () => false) {
    const batches: string[][] = [];
    return new Promise<string[][]>((resolve) => {
      let accepted = 0;
      service.streams.subscribe(
        { table: 'NEW_AND_OLD_IMAGES', consumer, retryDelayMs: 0, ...options },
        async (records) => {
          batches.push(names(records));
          if (reject(batches.length)) throw new Error('rejected');
          accepted += records.length;
          if (accepted >= count) resolve(batches);
        },
      );
    });
  }

  it('records changes in Lambda’s shape, and nothing for a write that changes nothing', async () => {
    await put('a', '1');
    await put('a', '1');
    await put('a', '2');
    await call(service, 'DeleteItem', { TableName: 'NEW_AND_OLD_IMAGES', Key: { id: { S: 'a' } } });
    await call(service, 'DeleteItem', { TableName: 'NEW_AND_OLD_IMAGES', Key: { id: { S: 'a' } } });

    const records = await service.streams.read('NEW_AND_OLD_IMAGES');

    expect(names(records)).toEqual(['INSERT a', 'MODIFY a', 'REMOVE a']);
    expect(records[1]).toEqual({
      eventID: expect.stringMatching(/^[\da-f]{32}$/),
      eventName: 'MODIFY',
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: 'us-east-1',
      eventSourceARN: 'arn:aws:dynamodb:us-east-1:111122223333:table/NEW_AND_OLD_IMAGES/stream/2020-03-01T00:00:00.000',
      dynamodb: {
        ApproximateCreationDateTime: 1583020800,
        Keys: { id: { S: 'a' } },
        NewImage: { id: { S: 'a' }, n: { N: '2' } },
        OldImage: { id: { S: 'a' }, n: { N: '1' } },
        SequenceNumber: '100000000000000000002',
        SizeBytes: expect.any(Number),
        StreamViewType: 'NEW_AND_OLD_IMAGES',
      },
    });
  });

  it('shows only the images that the view has', async () => {
    await put('a', '1', 'KEYS_ONLY');

    const [record] = await service.streams.read('KEYS_ONLY');

    expect(Object.keys(record?.dynamodb ?? {})).not.toContain('NewImage');
  });

  it('delivers in order, in batches, what was there before and what comes after', async () => {
    for (const id of ['a', 'b', 'c']) await put(id);
    const collected = collect('relay', 4, { batchSize: 2 });
    await put('d');

    const batches = await collected;

    expect(batches.flat()).toEqual(['INSERT a', 'INSERT b', 'INSERT c', 'INSERT d']);
    expect(batches[0]).toEqual(['INSERT a', 'INSERT b']);
  });

  it('delivers a rejected batch again, and reports the rejection', async () => {
    await put('a');
    await put('b');

    const batches = await collect('relay', 2, { batchSize: 1 }, (batch) => batch === 1);

    expect(batches).toEqual([['INSERT a'], ['INSERT a'], ['INSERT b']]);
    expect(failures).toEqual([new Error('rejected')]);
  });

  it('goes on after the last acknowledged record', async () => {
    for (const id of ['a', 'b', 'c']) await put(id);
    const [, second] = await service.streams.read('NEW_AND_OLD_IMAGES');
    await service.streams.acknowledge('NEW_AND_OLD_IMAGES', 'relay', second?.dynamodb?.SequenceNumber ?? '');
    await service.streams.acknowledge('NEW_AND_OLD_IMAGES', 'relay', '0');

    expect(await collect('relay', 1)).toEqual([['INSERT c']]);
  });

  it('begins a new consumer at the end when asked to', async () => {
    await put('a');
    const collected = collect('late', 1, { startingPosition: 'LATEST' });
    await put('b');

    expect(await collected).toEqual([['INSERT b']]);
  });

  it('keeps records that a consumer still waits for, and drops the rest after a day', async () => {
    for (const id of ['a', 'b']) await put(id);
    const [first] = await service.streams.read('NEW_AND_OLD_IMAGES');
    await service.streams.acknowledge('NEW_AND_OLD_IMAGES', 'relay', first?.dynamodb?.SequenceNumber ?? '');
    await put('x', '1', 'KEYS_ONLY');
    await service.expire();
    const young = await service.streams.read('NEW_AND_OLD_IMAGES');
    now = new Date(now.getTime() + 25 * 3600 * 1000);

    await service.expire();

    expect(names(young)).toEqual(['INSERT a', 'INSERT b']);
    expect(names(await service.streams.read('NEW_AND_OLD_IMAGES'))).toEqual(['INSERT b']);
    expect(await service.streams.read('KEYS_ONLY')).toEqual([]);
  });
});
