import type { DynamoDBRecord } from 'aws-lambda';
import { type KeyValueOperation, type KeyValueStore, prefixRange } from '../key-value-store.ts';
import type { SequenceNumber } from './stream-record.ts';

export const recordKey = (table: string, sequence: SequenceNumber) => `stream-${table}~${sequence}`;
const positionKey = (table: string, consumer: string) => `stream-position-${table}~${consumer}`;
const RETENTION_MS = 24 * 3600 * 1000;

export interface Subscription {
  readonly table: string;
  /** Names the durable position; one subscription a consumer. */
  readonly consumer: string;
  /** Where a consumer without a position begins. @default 'TRIM_HORIZON' */
  readonly startingPosition?: 'TRIM_HORIZON' | 'LATEST';
  /** @default 100 */
  readonly batchSize?: number;
  /** Pause after a batch that `onRecords` rejected. @default 1000 */
  readonly retryDelayMs?: number;
}

/** In order, one batch at a time; at least once: a batch counts as delivered when the promise resolves. */
export type OnRecords = (records: DynamoDBRecord[]) => Promise<void>;

/** Reads what the tables' streams recorded. Records and positions are in the database, so a kill loses neither. */
export interface TableStreams {
  /** The records after a position, oldest first. */
  read(table: string, options?: { after?: SequenceNumber; limit?: number }): Promise<DynamoDBRecord[]>;
  position(table: string, consumer: string): SequenceNumber | undefined;
  /** Everything up to this number is dealt with; the position never moves back. */
  acknowledge(table: string, consumer: string, sequence: SequenceNumber): Promise<void>;
  subscribe(subscription: Subscription, onRecords: OnRecords): { stop(): Promise<void> };
}

export interface OwnTableStreams extends TableStreams {
  /** Wakes the subscribers after a write. */
  notify(tables: Iterable<string>): void;
  /** Drops records that are older than a day and that no consumer still waits for. */
  trim(tables: Iterable<string>, now: Date): Promise<void>;
  close(): Promise<void>;
}

export function openTableStreams(
  database: KeyValueStore,
  latest: () => SequenceNumber,
  onFailure: (error: unknown, subscription: Subscription) => void,
): OwnTableStreams {
  const running = new Set<{ table: string; wake: () => void; stop: () => Promise<void> }>();

  async function read(table: string, { after, limit = 100 }: { after?: SequenceNumber; limit?: number } = {}) {
    const { gte, lt } = prefixRange(recordKey(table, ''));
    const records: DynamoDBRecord[] = [];
    const range = after === undefined ? { gte, lt, limit } : { gt: recordKey(table, after), lt, limit };
    for await (const [, record] of database.entries(range)) records.push(record as DynamoDBRecord);
    return records;
  }

  function position(table: string, consumer: string): SequenceNumber | undefined {
    const value = database.get(positionKey(table, consumer));
    return typeof value === 'string' ? value : undefined;
  }

  async function acknowledge(table: string, consumer: string, sequence: SequenceNumber) {
    const current = position(table, consumer);
    if (current !== undefined && current >= sequence) return;
    await database.write([{ type: 'put', key: positionKey(table, consumer), value: sequence }]);
  }

  function subscribe(subscription: Subscription, onRecords: OnRecords) {
    const { table, consumer, startingPosition = 'TRIM_HORIZON', batchSize = 100, retryDelayMs = 1000 } = subscription;
    const bell = createBell();
    let isStopped = false;

    async function pump() {
      if (position(table, consumer) === undefined) {
        await acknowledge(table, consumer, startingPosition === 'LATEST' ? latest() : '0');
      }
      while (!isStopped) {
        try {
          const after = position(table, consumer);
          const records = await read(table, { ...(after !== undefined && { after }), limit: batchSize });
          const last = records.at(-1)?.dynamodb?.SequenceNumber;
          if (last === undefined) await bell.wait();
          else {
            await onRecords(records);
            await acknowledge(table, consumer, last);
          }
        } catch (error) {
          if (isStopped) return;
          onFailure(error, subscription);
          await bell.wait(retryDelayMs);
        }
      }
    }

    const done = pump();
    const entry = {
      table,
      wake: bell.ring,
      stop: async () => {
        isStopped = true;
        running.delete(entry);
        bell.ring();
        await done;
      },
    };
    running.add(entry);
    return { stop: entry.stop };
  }

  return {
    read,
    position,
    acknowledge,
    subscribe,
    notify(tables) {
      const changed = new Set(tables);
      for (const { table, wake } of running) if (changed.has(table)) wake();
    },
    async trim(tables, now) {
      const horizon = Math.floor((now.getTime() - RETENTION_MS) / 1000);
      for (const table of tables) await database.write(await expiredRecords(database, table, horizon));
    },
    async close() {
      await Promise.all([...running].map(({ stop }) => stop()));
    },
  };
}

async function expiredRecords(database: KeyValueStore, table: string, horizon: number): Promise<KeyValueOperation[]> {
  let waitedFor: string | undefined;
  for await (const [, value] of database.entries(prefixRange(positionKey(table, '')))) {
    if (typeof value === 'string' && (waitedFor === undefined || value < waitedFor)) waitedFor = value;
  }
  const expired: KeyValueOperation[] = [];
  const { gte, lt } = prefixRange(recordKey(table, ''));
  const range = waitedFor === undefined ? { gte, lt } : { gte, lte: recordKey(table, waitedFor) };
  for await (const [key, value] of database.entries(range)) {
    const createdAt = (value as DynamoDBRecord).dynamodb?.ApproximateCreationDateTime ?? 0;
    if (createdAt >= horizon) break;
    expired.push({ type: 'del', key });
  }
  return expired;
}

/** Rung before the wait: the wait ends at once, so no wake-up is lost. */
function createBell() {
  let isRung = false;
  let end = () => {};
  return {
    ring: () => {
      isRung = true;
      end();
    },
    wait: (timeoutMs?: number) =>
      new Promise<void>((resolve) => {
        let timer: NodeJS.Timeout | undefined;
        end = () => {
          clearTimeout(timer);
          isRung = false;
          end = () => {};
          resolve();
        };
        if (timeoutMs !== undefined) timer = setTimeout(end, timeoutMs);
        if (isRung) end();
      }),
  };
}
