import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';

/** What we use of abstract-level; the package is dynalite's, so it is resolved from there. */
interface AbstractLevel {
  open(): Promise<void>;
  close(): Promise<void>;
  getSync(key: string): unknown;
  batch(operations: readonly KeyValueOperation[], options: { sync: boolean }): Promise<void>;
  iterator(range: KeyRange): {
    nextv(size: number): Promise<[string, unknown][]>;
    close(): Promise<void>;
  };
}

const require = createRequire(import.meta.url);
const requireFromDynalite = createRequire(require.resolve('dynalite'));
const { Level }: { Level: new (directory: string, options: { valueEncoding: 'json' }) => AbstractLevel } =
  requireFromDynalite('level');
const { MemoryLevel }: { MemoryLevel: new (options: { valueEncoding: 'json' }) => AbstractLevel } =
  requireFromDynalite('memory-level');

export type KeyValueOperation =
  | { readonly type: 'put'; readonly key: string; readonly value: unknown }
  | { readonly type: 'del'; readonly key: string };

export interface KeyRange {
  readonly gt?: string;
  readonly gte?: string;
  readonly lt?: string;
  readonly lte?: string;
  readonly reverse?: boolean;
  readonly limit?: number;
}

/** An ordered map (by UTF-8 bytes) of JSON values in one directory, or in memory. */
export interface KeyValueStore {
  /** Synchronous: a point read takes microseconds, and keeps "read, decide, write" free of interleaving. */
  get(key: string): unknown;
  /** All or nothing, also when the process is killed. `sync` waits for the disk, so that a power cut keeps it too. */
  write(operations: readonly KeyValueOperation[], options?: { sync?: boolean }): Promise<void>;
  /** A snapshot: later writes do not show. */
  entries(range: KeyRange): AsyncGenerator<[key: string, value: unknown], void, undefined>;
  close(): Promise<void>;
}

const PAGE = 128;

/** @param directory - Created if missing; absent: in memory. */
export async function openKeyValueStore(directory?: string): Promise<KeyValueStore> {
  if (directory !== undefined) mkdirSync(directory, { recursive: true, mode: 0o700 });
  const level =
    directory === undefined
      ? new MemoryLevel({ valueEncoding: 'json' })
      : new Level(directory, { valueEncoding: 'json' });
  await openLevel(level, directory);

  return {
    get: (key) => level.getSync(key),
    write: async (operations, { sync = false } = {}) => {
      if (operations.length > 0) await level.batch(operations, { sync });
    },
    async *entries(range) {
      const iterator = level.iterator(range);
      try {
        for (let page = await iterator.nextv(PAGE); page.length > 0; page = await iterator.nextv(PAGE)) yield* page;
      } finally {
        await iterator.close();
      }
    },
    close: () => level.close(),
  };
}

async function openLevel(level: AbstractLevel, directory = 'memory'): Promise<void> {
  try {
    await level.open();
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(
      /lock/i.test(reason)
        ? `state in ${directory} is in use by another process: stop it first`
        : `state in ${directory} cannot be opened: ${reason}`,
      { cause: error },
    );
  }
}

/** The range of all keys that begin with `prefix` (which ends in ASCII). */
export function prefixRange(prefix: string): { gte: string; lt: string } {
  const last = prefix.length - 1;
  return { gte: prefix, lt: prefix.slice(0, last) + String.fromCharCode(prefix.charCodeAt(last) + 1) };
}
