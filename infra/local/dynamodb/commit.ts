import type { DynamoDBRecord } from 'aws-lambda';
import type { KeyValueOperation, KeyValueStore } from '../key-value-store.ts';
import { readItem, type StagedWrites } from './staged-writes.ts';
import { sequenceNumber, streamRecord } from './stream-record.ts';
import type { StoredTable } from './table.ts';
import { recordKey } from './table-streams.ts';

const COUNTER = 'meta~sequence';

export interface CommitOptions {
  /** Written in the same batch. */
  readonly also?: readonly KeyValueOperation[];
  readonly isExpiry?: boolean;
}

/** Puts staged writes, their stream records and the sequence counter into the database in one atomic batch. */
export interface Committer {
  commit(staged: StagedWrites, options?: CommitOptions): Promise<void>;
  /** Of the newest record in any stream. */
  latest(): string;
}

export interface CommitterOptions {
  readonly database: KeyValueStore;
  readonly tables: ReadonlyMap<string, StoredTable>;
  readonly region: string;
  readonly now: () => Date;
  readonly eventId: () => string;
  readonly onCommit: (tables: Iterable<string>) => void;
}

export function createCommitter({ database, tables, region, now, eventId, onCommit }: CommitterOptions): Committer {
  let count = Number(database.get(COUNTER) ?? 0);

  return {
    latest: () => sequenceNumber(count),
    async commit({ operations, changes }, { also = [], isExpiry = false } = {}) {
      const records: { table: string; record: DynamoDBRecord }[] = [];
      const at = now();
      let next = count;
      for (const change of changes) {
        const table = tables.get(change.table)?.description;
        if (table?.StreamSpecification === undefined) continue;
        const record = streamRecord(
          { table, before: readItem(database, change.key), after: change.next },
          { sequenceNumber: sequenceNumber(next + 1), eventId: eventId(), at, region, isExpiry },
        );
        if (record === undefined) continue;
        next += 1;
        records.push({ table: change.table, record });
      }
      await database.write([
        ...operations,
        ...also,
        ...records.map(({ table, record }) => ({
          type: 'put' as const,
          key: recordKey(table, record.dynamodb?.SequenceNumber ?? ''),
          value: record,
        })),
        ...(next > count ? [{ type: 'put' as const, key: COUNTER, value: next }] : []),
      ]);
      count = next;
      if (records.length > 0) onCommit(records.map(({ table }) => table));
    },
  };
}
