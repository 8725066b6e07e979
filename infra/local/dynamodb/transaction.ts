import { createHash } from 'node:crypto';
import type { KeyValueStore } from '../key-value-store.ts';
import type { Committer } from './commit.ts';
import { type ActionName, type Input, type Item, itemKeys, type Output, parseInput, runAction } from './dynalite.ts';
import { dynamoDbError, errorText, errorType, isDynamoDbError, validationError } from './dynamodb-error.ts';
import { itemPrefix, readItem, type StagedWrites } from './staged-writes.ts';
import type { StoredTable } from './table.ts';

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
const MAX_ITEMS = 100;
const MAX_BYTES = 4 * 1024 * 1024;
const TOKEN_LIFE_MS = 10 * 60 * 1000;
export const TOKEN_PREFIX = 'token~';

export const TRANSACTION_ACTIONS = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
} as const;

export interface TransactionItem {
  readonly kind: keyof typeof TRANSACTION_ACTIONS;
  readonly input: Input;
  readonly table: string;
}

interface CancellationReason {
  readonly Code: string;
  readonly Message?: string;
  readonly Item?: Item;
}

export interface StoredToken {
  readonly digest: string;
  readonly expiresAt: number;
}

export interface TransactionStore {
  readonly database: KeyValueStore;
  readonly tables: ReadonlyMap<string, StoredTable>;
  readonly stage: () => StagedWrites;
  readonly committer: Committer;
  readonly now: () => Date;
}

/** The items of a TransactWriteItems body, checked for shape only. */
export function transactionItems(body: Input): TransactionItem[] {
  const items = body.TransactItems;
  if (!Array.isArray(items) || items.length === 0 || items.length > MAX_ITEMS) {
    throw validationError(
      `1 validation error detected: Value at 'transactItems' failed to satisfy constraint: Member must have length less than or equal to ${MAX_ITEMS} and greater than or equal to 1`,
    );
  }
  return items.map((item: unknown) => {
    const entries = Object.entries(item ?? {}).filter(([, value]) => value != null);
    const [kind, input] = entries[0] ?? [];
    if (entries.length !== 1 || !isKind(kind) || !isInput(input)) {
      throw validationError(
        'TransactItems can only contain one of Check, Put, Update or Delete: each item names exactly one',
      );
    }
    return { kind, input, table: String(input.TableName) };
  });
}

/** Runs alone: the caller keeps every other write waiting, so there is no TransactionConflict. */
export async function transactWrite(body: Input, context: TransactionStore): Promise<Output> {
  const token = typeof body.ClientRequestToken === 'string' ? body.ClientRequestToken : undefined;
  const digest = createHash('sha256').update(JSON.stringify(body.TransactItems)).digest('hex');
  if (token !== undefined && isRepeated(context, token, digest)) return {};

  const items = transactionItems(body);
  const staged = context.stage();
  const seen = new Set<string>();
  const reasons: CancellationReason[] = [];
  let bytes = 0;
  for (const item of items) {
    const { reason, key, size } = await stageItem(item, staged, context);
    if (key !== undefined && seen.has(key)) {
      throw validationError('Transaction request cannot include multiple operations on one item');
    }
    if (key !== undefined) seen.add(key);
    bytes += size;
    reasons.push(reason);
  }
  if (bytes > MAX_BYTES) throw validationError('Collection size of all items in the transaction has exceeded 4 MB');
  if (reasons.some(({ Code }) => Code !== 'None')) throw cancelled(reasons);

  const expiresAt = context.now().getTime() + TOKEN_LIFE_MS;
  const stored: StoredToken = { digest, expiresAt };
  await context.committer.commit(staged, {
    also: token === undefined ? [] : [{ type: 'put', key: TOKEN_PREFIX + token, value: stored }],
  });
  return {};
}

async function stageItem(
  { kind, input, table }: TransactionItem,
  staged: StagedWrites,
  context: TransactionStore,
): Promise<{ reason: CancellationReason; key?: string; size: number }> {
  // A condition check is a delete whose writes are thrown away.
  const action: ActionName = kind === 'ConditionCheck' ? 'DeleteItem' : TRANSACTION_ACTIONS[kind];
  if (kind === 'ConditionCheck' && typeof input.ConditionExpression !== 'string') {
    throw validationError("The parameter 'ConditionExpression' is required but was not present in the request");
  }
  const target = kind === 'ConditionCheck' ? context.stage() : staged;
  const parsed = parseInput(action, input, target.store);
  const item = (parsed.Item ?? parsed.Key) as Item;
  const size = itemKeys.itemSize(item);
  const before = target.changes.length;
  try {
    await runAction(action, target.store, parsed);
    const key = target.changes[before]?.key;
    return { reason: { Code: 'None' }, size, ...(key !== undefined && { key }) };
  } catch (error) {
    if (!isDynamoDbError(error) || errorType(error) === 'ResourceNotFoundException') throw error;
    if (errorType(error) !== 'ConditionalCheckFailedException') {
      return { reason: { Code: 'ValidationError', Message: errorText(error) }, size };
    }
    const key = itemKey(table, item, context.tables);
    const old = input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' ? readItem(context.database, key) : undefined;
    const reason = { Code: 'ConditionalCheckFailed', Message: errorText(error), ...(old && { Item: old }) };
    return { reason, key, size };
  }
}

/** The key in the database of an item, given whole or by its key. */
export function itemKey(table: string, item: Item, tables: ReadonlyMap<string, StoredTable>): string {
  const description = tables.get(table)?.description;
  if (description === undefined) throw new Error(`no table ${table}`);
  return itemPrefix(table) + itemKeys.createKey(item, description);
}

function isRepeated({ database, now }: TransactionStore, token: string, digest: string): boolean {
  const stored = database.get(TOKEN_PREFIX + token) as StoredToken | undefined;
  if (stored === undefined || stored.expiresAt <= now().getTime()) return false;
  if (stored.digest !== digest) {
    throw dynamoDbError(
      'IdempotentParameterMismatchException',
      'The request uses the same client token as a previous, but non-identical request',
    );
  }
  return true;
}

const cancelled = (reasons: readonly CancellationReason[]) =>
  dynamoDbError(
    'TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${reasons.map(({ Code }) => Code).join(', ')}]`,
    { CancellationReasons: reasons },
  );

const isInput = (value: unknown): value is Input => typeof value === 'object' && value !== null;
const isKind = (value: unknown): value is TransactionItem['kind'] =>
  typeof value === 'string' && Object.hasOwn(TRANSACTION_ACTIONS, value);
