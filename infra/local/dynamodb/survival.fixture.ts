import { createDynamoDb, type DynamoDb } from './dynamodb.ts';

// Run by survival.test.ts, which kills it: writes pairs of items as fast as it can and says so after each answer.

export const openSurvivor = async (stateDir: string): Promise<DynamoDb> => {
  const service = await createDynamoDb({
    stateDir,
    accountId: '111122223333',
    region: 'us-east-1',
    now: () => new Date(0),
  });
  await service.ensureTable({
    name: 'pairs',
    keySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    attributeDefinitions: [
      { AttributeName: 'id', AttributeType: 'S' },
      { AttributeName: 'pair', AttributeType: 'S' },
    ],
    globalSecondaryIndexes: [
      {
        IndexName: 'by-pair',
        KeySchema: [{ AttributeName: 'pair', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
    streamViewType: 'NEW_IMAGE',
  });
  return service;
};

export async function call(service: DynamoDb, operation: string, body: object) {
  const { status, body: text } = await service.handle({
    method: 'POST',
    path: '/',
    query: new URLSearchParams(),
    headers: { 'x-amz-target': `DynamoDB_20120810.${operation}` },
    body: Buffer.from(JSON.stringify(body)),
  });
  if (status !== 200) throw new Error(String(text));
  return JSON.parse(String(text));
}

export async function putPair(service: DynamoDb, pair: string): Promise<void> {
  const item = (id: string) => ({ Put: { TableName: 'pairs', Item: { id: { S: id }, pair: { S: pair } } } });
  await call(service, 'TransactWriteItems', { TransactItems: [item(`${pair}-left`), item(`${pair}-right`)] });
}

const [, file, stateDir, prefix] = process.argv;
if (file?.endsWith('survival.fixture.ts') && stateDir !== undefined) {
  const service = await openSurvivor(stateDir);
  service.streams.subscribe({ table: 'pairs', consumer: 'relay', batchSize: 5 }, async (records) => {
    for (const { dynamodb } of records) console.log(`delivered ${dynamodb?.SequenceNumber}`);
  });
  for (let i = 0; ; i++) {
    await Promise.all([putPair(service, `${prefix}${i}a`), putPair(service, `${prefix}${i}b`)]);
    console.log(`written ${prefix}${i}a`);
    console.log(`written ${prefix}${i}b`);
  }
}
