import { type KeyValueOperation, prefixRange } from '../key-value-store.ts';
import { type Item, parseInput, runAction } from './dynalite.ts';
import { itemPrefix, readItem } from './staged-writes.ts';
import type { StoredTable } from './table.ts';
import { type StoredToken, TOKEN_PREFIX, type TransactionStore } from './transaction.ts';

/** Older than this, AWS takes the attribute for a mistake. @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html */
const OLDEST_SECONDS = 5 * 365 * 24 * 3600;

/**
 * Deletes the items whose time to live has passed; each deletion shows in the stream as the service's own. Also drops
 * request tokens that no longer count.
 * @returns How many items were deleted.
 */
export async function expireItems(
  context: TransactionStore,
  exclusive: <T>(work: () => Promise<T>) => Promise<T>,
): Promise<number> {
  const now = context.now().getTime();
  let count = 0;
  for (const table of context.tables.values()) {
    for (const key of await expiredKeys(context, table, now / 1000)) {
      if (await exclusive(() => expireItem(context, table, key, now / 1000))) count += 1;
    }
  }
  await context.database.write(await expiredTokens(context, now));
  return count;
}

async function expiredKeys({ database }: TransactionStore, table: StoredTable, nowSeconds: number): Promise<string[]> {
  if (table.timeToLiveAttribute === undefined) return [];
  const keys: string[] = [];
  for await (const [key, item] of database.entries(prefixRange(itemPrefix(table.description.TableName)))) {
    if (isExpired(item as Item, table.timeToLiveAttribute, nowSeconds)) keys.push(key);
  }
  return keys;
}

// Looked at again under the lock: the item may have been written since the scan.
async function expireItem(
  { database, stage, committer }: TransactionStore,
  { description, timeToLiveAttribute = '' }: StoredTable,
  key: string,
  nowSeconds: number,
): Promise<boolean> {
  const item = readItem(database, key);
  if (item === undefined || !isExpired(item, timeToLiveAttribute, nowSeconds)) return false;
  const staged = stage();
  const Key = Object.fromEntries(description.KeySchema.map(({ AttributeName: name }) => [name, item[name]]));
  const input = parseInput('DeleteItem', { TableName: description.TableName, Key }, staged.store);
  await runAction('DeleteItem', staged.store, input);
  await committer.commit(staged, { isExpiry: true });
  return true;
}

function isExpired(item: Item, attribute: string, nowSeconds: number): boolean {
  const seconds = Number(item[attribute]?.N ?? Number.NaN);
  return seconds < nowSeconds && seconds > nowSeconds - OLDEST_SECONDS;
}

async function expiredTokens({ database }: TransactionStore, now: number): Promise<KeyValueOperation[]> {
  const expired: KeyValueOperation[] = [];
  for await (const [key, token] of database.entries(prefixRange(TOKEN_PREFIX))) {
    if ((token as StoredToken).expiresAt <= now) expired.push({ type: 'del', key });
  }
  return expired;
}
