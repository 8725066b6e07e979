import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Registry } from '@optaic/mlops/registry';
import { createRegistry } from '@optaic/mlops/registry/create-registry';
import { createDynamoDb } from '../../infra/local/dynamodb/dynamodb.ts';
import { serve } from '../../infra/local/serve.ts';

export interface EmbeddedRegistry extends AsyncDisposable {
  readonly registry: Registry;
  readonly client: DynamoDBClient;
  readonly tables: { readonly registryTable: string; readonly activityTable: string; readonly trackingTable: string };
}

const INDEX_KEYS = ['gsi1', 'gsi2'] as const;

/** A registry on an embedded DynamoDB in memory, its tables as the storage stack declares them. Attempts follow at once. */
export async function openEmbeddedRegistry(): Promise<EmbeddedRegistry> {
  const service = await createDynamoDb({
    accountId: '111122223333',
    region: 'us-east-1',
    now: () => new Date('2020-06-01T00:00:00Z'),
  });
  const tables = { registryTable: 'registry', activityTable: 'activity', trackingTable: 'tracking' };
  for (const name of Object.values(tables)) await service.ensureTable(tableDefinition(name));
  const server = await serve(service);
  const client = new DynamoDBClient({
    region: 'us-east-1',
    endpoint: server.url,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const registry = createRegistry({ client, ...tables, backOff: () => Promise.resolve() });

  return {
    registry,
    client,
    tables,
    [Symbol.asyncDispose]: async () => {
      client.destroy();
      await server.close();
      await service.close();
    },
  };
}

function tableDefinition(name: string) {
  const keys = ['pk', 'sk', ...INDEX_KEYS.flatMap((index) => [`${index}pk`, `${index}sk`])];
  return {
    name,
    keySchema: keySchema('pk', 'sk'),
    attributeDefinitions: keys.map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const })),
    globalSecondaryIndexes: INDEX_KEYS.map((index) => ({
      IndexName: index,
      KeySchema: keySchema(`${index}pk`, `${index}sk`),
      Projection: { ProjectionType: 'ALL' as const },
    })),
  };
}

function keySchema(hash: string, range: string) {
  return [
    { AttributeName: hash, KeyType: 'HASH' as const },
    { AttributeName: range, KeyType: 'RANGE' as const },
  ];
}
