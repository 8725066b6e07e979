import { Readable } from 'node:stream';
import type { KeyValueOperation, KeyValueStore } from '../key-value-store.ts';
import type { ActionStore, Callback, Item, ItemDb } from './dynalite.ts';
import { dynamoDbError, validationError } from './dynamodb-error.ts';
import type { StoredTable, TableDescription } from './table.ts';

/** 400 KB. @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
const MAX_ITEM_BYTES = 409_600;

export const itemPrefix = (table: string) => `item-${table}~`;
export const indexPrefix = (table: string, index: string) => `index-${table}~${index}~`;

/** A change of one item, not yet in the database. */
export interface StagedChange {
  readonly table: string;
  /** Of the item in the database. */
  readonly key: string;
  /** Absent: deleted. */
  readonly next?: Item;
}

/** dynalite's actions read the database through `store`; what they write stays here until one atomic batch takes it. */
export interface StagedWrites {
  readonly store: ActionStore;
  readonly operations: KeyValueOperation[];
  readonly changes: StagedChange[];
}

export function stageWrites(database: KeyValueStore, tables: ReadonlyMap<string, StoredTable>): StagedWrites {
  const operations: KeyValueOperation[] = [];
  const changes: StagedChange[] = [];

  const view = (prefix: string, table?: string): ItemDb => ({
    // Writes are already one at a time, so dynalite's locks have nothing to do.
    lock: (_key, run) => run((callback) => callback),
    get: (key, callback) => callback(null, readItem(database, prefix + key)),
    put: (key, value, callback) => {
      const unfit = table === undefined ? undefined : emptyIndexKey(tables.get(table)?.description, value);
      if (unfit !== undefined) return callback(unfit);
      operations.push({ type: 'put', key: prefix + key, value });
      if (table !== undefined) changes.push({ table, key: prefix + key, next: value });
      callback(null);
    },
    del: (key, callback) => {
      operations.push({ type: 'del', key: prefix + key });
      if (table !== undefined) changes.push({ table, key: prefix + key });
      callback(null);
    },
    createValueStream: (range) => Readable.from(values(database, prefix, range)),
  });

  return {
    operations,
    changes,
    store: {
      options: { maxItemSize: MAX_ITEM_BYTES },
      getTable: (name, checkStatus, callback) => {
        const done = typeof checkStatus === 'function' ? checkStatus : callback;
        if (done !== undefined) findTable(tables, name, done);
      },
      getItemDb: (table) => view(itemPrefix(table), table),
      getIndexDb: (_kind, table, index) => view(indexPrefix(table, index)),
    },
  };
}

/** DynamoDB takes no empty string for an index key; dynalite would. */
function emptyIndexKey(table: TableDescription | undefined, item: Item): Error | undefined {
  for (const { IndexName, KeySchema } of table?.GlobalSecondaryIndexes ?? []) {
    for (const { AttributeName: name } of KeySchema) {
      if (item[name]?.S !== '' && item[name]?.B !== '') continue;
      return validationError(
        `One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty string value. IndexName: ${IndexName}, IndexKey: ${name}`,
      );
    }
  }
  return undefined;
}

// Under an item key only this file's writes ever stand.
export const readItem = (database: KeyValueStore, key: string) => database.get(key) as Item | undefined;

function findTable(tables: ReadonlyMap<string, StoredTable>, name: string, callback: Callback<TableDescription>): void {
  const table = tables.get(name);
  if (table === undefined) {
    callback(dynamoDbError('ResourceNotFoundException', `Requested resource not found: Table: ${name} not found`));
  } else callback(null, table.description);
}

async function* values(database: KeyValueStore, prefix: string, range: Record<string, unknown>): AsyncGenerator<Item> {
  const bound = (name: string) => (typeof range[name] === 'string' ? prefix + range[name] : undefined);
  const { gt, lt, gte, lte } = { gt: bound('gt'), lt: bound('lt'), gte: bound('gte'), lte: bound('lte') };
  const entries = database.entries({
    ...(gte !== undefined ? { gte } : gt !== undefined ? { gt } : { gte: prefix }),
    ...(lte !== undefined ? { lte } : lt !== undefined ? { lt } : { lt: `${prefix}\uffff` }),
    reverse: range.reverse === true,
    ...(typeof range.limit === 'number' && { limit: range.limit }),
  });
  for await (const [, value] of entries) yield value as Item;
}
