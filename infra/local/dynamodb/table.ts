import type { AccountScope } from '../service.ts';

export interface KeySchemaElement {
  readonly AttributeName: string;
  readonly KeyType: 'HASH' | 'RANGE';
}

export interface AttributeDefinition {
  readonly AttributeName: string;
  readonly AttributeType: 'S' | 'N' | 'B';
}

export interface GlobalSecondaryIndex {
  readonly IndexName: string;
  readonly KeySchema: readonly KeySchemaElement[];
  readonly Projection: { readonly ProjectionType?: string; readonly NonKeyAttributes?: readonly string[] };
}

export type StreamViewType = 'KEYS_ONLY' | 'NEW_IMAGE' | 'OLD_IMAGE' | 'NEW_AND_OLD_IMAGES';

/** What a template says of a table; elements as CloudFormation spells them. */
export interface TableDefinition {
  readonly name: string;
  readonly keySchema: readonly KeySchemaElement[];
  readonly attributeDefinitions: readonly AttributeDefinition[];
  readonly globalSecondaryIndexes?: readonly GlobalSecondaryIndex[];
  readonly streamViewType?: StreamViewType;
  readonly timeToLiveAttribute?: string;
}

/** As DescribeTable answers it. */
export interface TableDescription {
  readonly TableName: string;
  readonly TableArn: string;
  readonly TableId: string;
  readonly TableStatus: 'ACTIVE';
  readonly CreationDateTime: number;
  readonly KeySchema: readonly KeySchemaElement[];
  readonly AttributeDefinitions: readonly AttributeDefinition[];
  readonly GlobalSecondaryIndexes?: readonly GlobalSecondaryIndex[];
  readonly ItemCount: number;
  readonly TableSizeBytes: number;
  readonly ProvisionedThroughput: object;
  readonly BillingModeSummary: object;
  readonly StreamSpecification?: { readonly StreamEnabled: true; readonly StreamViewType: StreamViewType };
  readonly LatestStreamArn?: string;
  readonly LatestStreamLabel?: string;
}

export interface StoredTable {
  readonly description: TableDescription;
  readonly timeToLiveAttribute?: string;
}

const NO_THROUGHPUT = { NumberOfDecreasesToday: 0, ReadCapacityUnits: 0, WriteCapacityUnits: 0 };

/**
 * The description of a new table, or the next one of an existing table.
 * @throws when the primary key or its types change: CloudFormation would replace the table and lose its items.
 */
export function describeTable(
  definition: TableDefinition,
  account: AccountScope,
  existing: StoredTable | undefined,
  fresh: { now: Date; id: string },
): StoredTable {
  const { name, keySchema, attributeDefinitions, globalSecondaryIndexes = [], streamViewType } = definition;
  assertSameKey(definition, existing?.description);
  const arn = `arn:${account.partition ?? 'aws'}:dynamodb:${account.region}:${account.accountId}:table/${name}`;
  const createdAt = existing?.description.CreationDateTime ?? fresh.now.getTime() / 1000;
  const label = existing?.description.LatestStreamLabel ?? fresh.now.toISOString().slice(0, -1);
  return {
    description: {
      TableName: name,
      TableArn: arn,
      TableId: existing?.description.TableId ?? fresh.id,
      TableStatus: 'ACTIVE',
      CreationDateTime: createdAt,
      KeySchema: keySchema,
      AttributeDefinitions: attributeDefinitions,
      ...(globalSecondaryIndexes.length > 0 && {
        GlobalSecondaryIndexes: globalSecondaryIndexes.map(({ IndexName, KeySchema, Projection }) => ({
          IndexName,
          KeySchema,
          Projection,
          IndexStatus: 'ACTIVE',
          IndexArn: `${arn}/index/${IndexName}`,
          IndexSizeBytes: 0,
          ItemCount: 0,
          ProvisionedThroughput: NO_THROUGHPUT,
        })),
      }),
      ItemCount: 0,
      TableSizeBytes: 0,
      ProvisionedThroughput: NO_THROUGHPUT,
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST', LastUpdateToPayPerRequestDateTime: createdAt },
      ...(streamViewType !== undefined && {
        StreamSpecification: { StreamEnabled: true as const, StreamViewType: streamViewType },
        LatestStreamArn: `${arn}/stream/${label}`,
        LatestStreamLabel: label,
      }),
    },
    ...(definition.timeToLiveAttribute !== undefined && { timeToLiveAttribute: definition.timeToLiveAttribute }),
  };
}

function assertSameKey(definition: TableDefinition, existing: TableDescription | undefined): void {
  if (existing === undefined) return;
  const before = keyText(existing.KeySchema, existing.AttributeDefinitions);
  const after = keyText(definition.keySchema, definition.attributeDefinitions);
  if (before !== after) {
    throw new Error(
      `table ${definition.name} has the key ${before} and the template says ${after}: start with --fresh to replace it`,
    );
  }
}

function keyText(schema: readonly KeySchemaElement[], attributes: readonly AttributeDefinition[]): string {
  return schema
    .map(({ AttributeName, KeyType }) => {
      const type = attributes.find((attribute) => attribute.AttributeName === AttributeName)?.AttributeType ?? '?';
      return `${KeyType} ${AttributeName}:${type}`;
    })
    .join(', ');
}

/** Indexes of `next` that `before` lacks or has otherwise: they are filled from the items. */
export function changedIndexes(before: StoredTable | undefined, next: StoredTable): GlobalSecondaryIndex[] {
  const shape = ({ KeySchema, Projection }: GlobalSecondaryIndex) => JSON.stringify([KeySchema, Projection]);
  const old = new Map(before?.description.GlobalSecondaryIndexes?.map((index) => [index.IndexName, shape(index)]));
  return (next.description.GlobalSecondaryIndexes ?? []).filter((index) => old.get(index.IndexName) !== shape(index));
}
