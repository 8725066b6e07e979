import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { type KeyValueOperation, openKeyValueStore, prefixRange } from '../key-value-store.ts';
import { readBody } from '../read-body.ts';
import type { AccessNeed, AccountScope, LocalService, ServiceRequest, ServiceResponse } from '../service.ts';
import { type OnStorageFailure, unexpectedMessage } from '../storage-failure.ts';
import { describeDynamoDbAccess, operationOf, tableName, transactGets } from './access.ts';
import { createCommitter } from './commit.ts';
import {
  type ActionName,
  type Input,
  type Item,
  isAction,
  itemKeys,
  type Output,
  parseInput,
  runAction,
} from './dynalite.ts';
import { dynamoDbError, errorType, isDynamoDbError, validationError } from './dynamodb-error.ts';
import { expireItems } from './expire.ts';
import { indexPrefix, itemPrefix, readItem, stageWrites } from './staged-writes.ts';
import { changedIndexes, describeTable, type StoredTable, type TableDefinition } from './table.ts';
import { openTableStreams, type Subscription, type TableStreams } from './table-streams.ts';
import { itemKey, transactWrite } from './transaction.ts';

export interface DynamoDbOptions extends AccountScope {
  /** The runtime's state folder; absent: in memory. */
  readonly stateDir?: string;
  readonly now: () => Date;
  /** Told when a stream's consumer rejects a batch; the batch comes again. @default console.error */
  readonly onConsumerFailure?: (error: unknown, subscription: Subscription) => void;
  readonly onStorageFailure?: OnStorageFailure;
}

export interface DynamoDb extends LocalService {
  /** Creates the table or brings its indexes, stream and time to live up to date; the items stay. */
  ensureTable(definition: TableDefinition): Promise<{ tableArn: string; streamArn?: string }>;
  /** Deletes items whose time to live has passed and what has outlived its use; the runtime calls it on a tick. */
  expire(): Promise<{ expiredItems: number }>;
  readonly streams: TableStreams;
  /** The permissions that a request needs; its body must have been read. */
  describeAccess(request: ServiceRequest): AccessNeed[];
}

const TABLE_PREFIX = 'table~';
const WRITES: ReadonlySet<string> = new Set(['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem']);

/**
 * DynamoDB's JSON protocol over dynalite's expression engine and our own store. Every write is one atomic batch of items,
 * index entries and stream records, and writes are one at a time. A kill loses no answered write; a power cut may lose the
 * last ones, never a part of one.
 */
export async function createDynamoDb(options: DynamoDbOptions): Promise<DynamoDb> {
  const { stateDir, now } = options;
  const directory = stateDir === undefined ? undefined : join(stateDir, 'dynamodb');
  const database = await openKeyValueStore(directory);
  const tables = new Map<string, StoredTable>();
  for await (const [key, value] of database.entries(prefixRange(TABLE_PREFIX))) {
    tables.set(key.slice(TABLE_PREFIX.length), value as StoredTable);
  }
  const committer = createCommitter({
    database,
    tables,
    region: options.region,
    now,
    eventId: () => randomUUID().replaceAll('-', ''),
    onCommit: (changed) => streams.notify(changed),
  });
  const streams = openTableStreams(database, committer.latest, options.onConsumerFailure ?? console.error);
  const stage = () => stageWrites(database, tables);
  const context = { database, tables, stage, committer, now };

  let tail: Promise<unknown> = Promise.resolve();
  function exclusive<T>(work: () => Promise<T>): Promise<T> {
    const result = tail.then(work);
    tail = result.catch(() => {});
    return result;
  }

  async function write(action: ActionName, body: Input): Promise<Output> {
    const staged = stage();
    const parsed = parseInput(action, body, staged.store);
    try {
      const output = await runAction(action, staged.store, parsed);
      await committer.commit(staged);
      return output;
    } catch (error) {
      throw withOldItem(error, body, (parsed.Item ?? parsed.Key) as Item);
    }
  }

  function withOldItem(error: unknown, body: Input, key: Item): unknown {
    if (!isDynamoDbError(error) || errorType(error) !== 'ConditionalCheckFailedException') return error;
    if (body.ReturnValuesOnConditionCheckFailure !== 'ALL_OLD') return error;
    const old = readItem(database, itemKey(String(body.TableName), key, tables));
    return old === undefined ? error : Object.assign(error, { body: { ...error.body, Item: old } });
  }

  function read(action: ActionName, body: Input): Promise<Output> {
    const { store } = stage();
    return runAction(action, store, parseInput(action, body, store));
  }

  function getTable(body: Input): StoredTable {
    const name = String(body.TableName);
    const table = tables.get(name);
    if (table !== undefined) return table;
    throw dynamoDbError('ResourceNotFoundException', `Requested resource not found: Table: ${name} not found`);
  }

  const operations: Readonly<Record<string, (body: Input) => Promise<Output>>> = {
    TransactWriteItems: (body) => exclusive(() => transactWrite(body, context)),
    TransactGetItems: (body) =>
      exclusive(async () => ({
        Responses: await Promise.all(
          transactGets(body).map(async (get) => {
            const { Item } = await read('GetItem', get);
            return Item === undefined ? {} : { Item };
          }),
        ),
      })),
    DescribeTable: async (body) => ({ Table: getTable(body).description }),
    ListTables: async () => ({ TableNames: [...tables.keys()].sort() }),
    DescribeTimeToLive: async (body) => ({ TimeToLiveDescription: describeTimeToLive(getTable(body)) }),
    UpdateTimeToLive: (body) => exclusive(() => updateTimeToLive(body)),
  };

  async function updateTimeToLive(body: Input): Promise<Output> {
    const table = getTable(body);
    const specification = body.TimeToLiveSpecification as { Enabled?: unknown; AttributeName?: unknown } | undefined;
    if (typeof specification?.AttributeName !== 'string') throw validationError('TimeToLiveSpecification is missing');
    const next: StoredTable = {
      description: table.description,
      ...(specification.Enabled === true && { timeToLiveAttribute: specification.AttributeName }),
    };
    await saveTable(next);
    return { TimeToLiveSpecification: specification };
  }

  async function saveTable(table: StoredTable, also: readonly KeyValueOperation[] = []): Promise<void> {
    const name = table.description.TableName;
    await database.write([{ type: 'put', key: TABLE_PREFIX + name, value: table }, ...also], { sync: true });
    tables.set(name, table);
  }

  async function run(operation: string, body: Input): Promise<Output> {
    const own = operations[operation];
    if (own !== undefined) return own(body);
    if (!isAction(operation)) throw notEmulated(operation);
    return WRITES.has(operation) ? exclusive(() => write(operation, body)) : read(operation, body);
  }

  async function ensureTable(definition: TableDefinition) {
    const before = tables.get(definition.name);
    const next = describeTable(definition, options, before, { now: now(), id: randomUUID() });
    if (JSON.stringify(next) !== JSON.stringify(before)) {
      await exclusive(async () => saveTable(next, await rebuiltIndexes(before, next)));
    }
    const { TableArn: tableArn, LatestStreamArn: streamArn } = next.description;
    return { tableArn, ...(streamArn !== undefined && { streamArn }) };
  }

  async function rebuiltIndexes(before: StoredTable | undefined, next: StoredTable): Promise<KeyValueOperation[]> {
    const { TableName: name } = next.description;
    const changed = changedIndexes(before, next);
    const rebuilt: KeyValueOperation[] = [];
    if (changed.length === 0 || before === undefined) return rebuilt;
    for (const { IndexName } of changed) {
      for await (const [key] of database.entries(prefixRange(indexPrefix(name, IndexName)))) {
        rebuilt.push({ type: 'del', key });
      }
    }
    for await (const [, value] of database.entries(prefixRange(itemPrefix(name)))) {
      const { puts } = itemKeys.getIndexActions(changed, undefined, value as Item, next.description);
      for (const { index, key, item } of puts) {
        rebuilt.push({ type: 'put', key: indexPrefix(name, index) + key, value: item });
      }
    }
    return rebuilt;
  }

  return {
    name: 'dynamodb',
    streams,
    ensureTable,
    expire: async () => {
      const expiredItems = await expireItems(context, exclusive);
      await streams.trim(tables.keys(), now());
      return { expiredItems };
    },
    describeAccess: (request) => {
      const body = Buffer.isBuffer(request.body) ? parseJson(request.body) : {};
      return describeDynamoDbAccess(operationOf(request.headers), body, options);
    },
    async handle(request) {
      try {
        const body = withTableNames(parseJson(await readBody(request.body)));
        return respond(200, await run(operationOf(request.headers), body));
      } catch (error) {
        if (isDynamoDbError(error)) return respond(error.statusCode, error.body);
        return respond(500, internalError(unexpectedMessage(error, directory ?? 'memory', options.onStorageFailure)));
      }
    },
    async close() {
      await streams.close();
      await exclusive(() => database.close());
    },
  };
}

function internalError(message: string): Record<string, unknown> {
  return { __type: 'com.amazonaws.dynamodb.v20120810#InternalServerError', message };
}

const notEmulated = (operation: string) =>
  dynamoDbError('UnknownOperationException', `dynamodb:${operation} is not emulated`, { statusCode: 501 });

const describeTimeToLive = ({ timeToLiveAttribute: name }: StoredTable) =>
  name === undefined ? { TimeToLiveStatus: 'DISABLED' } : { TimeToLiveStatus: 'ENABLED', AttributeName: name };

function parseJson(body: Buffer): Input {
  try {
    const value: unknown = JSON.parse(body.toString() || '{}');
    if (typeof value === 'object' && value !== null) return value as Input;
  } catch {
    // Answered below, as for JSON that is not an object.
  }
  throw dynamoDbError('SerializationException', 'the request body is not a JSON object');
}

/** Replaces ARNs of tables by names, wherever a request names a table. */
function withTableNames(value: Input): Input {
  const renamed = { ...value };
  if (typeof renamed.TableName === 'string') renamed.TableName = tableName(renamed.TableName);
  const byTable = renamed.RequestItems;
  if (typeof byTable === 'object' && byTable !== null) {
    renamed.RequestItems = Object.fromEntries(
      Object.entries(byTable).map(([name, requests]) => [tableName(name), requests]),
    );
  }
  if (Array.isArray(renamed.TransactItems)) {
    renamed.TransactItems = renamed.TransactItems.map((item: Record<string, Input | undefined>) =>
      Object.fromEntries(Object.entries(item).map(([kind, input]) => [kind, input && withTableNames(input)])),
    );
  }
  return renamed;
}

function respond(status: number, body: Output): ServiceResponse {
  return {
    status,
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': randomUUID() },
    body: JSON.stringify(body),
  };
}
