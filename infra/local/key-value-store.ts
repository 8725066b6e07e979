import { mkdirSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { storageFailure, storageFailureMessage } from './storage-failure.ts';

/** What we use of abstract-level; the package is dynalite's, so it is resolved from there. */
interface AbstractLevel {
  readonly status: string;
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
/** LevelDB writes what its log holds, up to 4 MiB, into a table when it opens. */
const ROOM_TO_REOPEN = 8 * 1024 ** 2;

/** @param directory - Created if missing; absent: in memory. */
export async function openKeyValueStore(directory?: string): Promise<KeyValueStore> {
  if (directory !== undefined) mkdirSync(directory, { recursive: true, mode: 0o700 });
  const level =
    directory === undefined
      ? new MemoryLevel({ valueEncoding: 'json' })
      : new Level(directory, { valueEncoding: 'json' });
  await openLevel(level, directory);
  let refused: unknown;
  let recovery: Promise<void> | undefined;

  // A write that the disk refused may leave a torn record in LevelDB's log, and a later start would drop what follows it.
  // So nothing more is written until there is room to open the database anew, which cuts the log there.
  async function reopen(): Promise<void> {
    if (directory === undefined || (await freeBytes(directory)) < ROOM_TO_REOPEN) throw refused;
    await level.close();
    await openLevel(level, directory);
    refused = undefined;
  }

  async function recover(): Promise<void> {
    recovery ??= reopen().finally(() => {
      recovery = undefined;
    });
    await recovery;
  }

  return {
    get(key) {
      if (refused === undefined || level.status === 'open') return level.getSync(key);
      recover().catch(() => {});
      throw refused;
    },
    async write(operations, { sync = false } = {}) {
      if (operations.length === 0) return;
      if (refused !== undefined) await recover();
      try {
        await level.batch(operations, { sync });
      } catch (error) {
        refused = error;
        throw error;
      }
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
    throw new Error(openFailure(error, directory), { cause: error });
  }
}

function openFailure(error: unknown, directory: string): string {
  const failure = storageFailure(error);
  if (failure !== undefined) return storageFailureMessage(failure, directory);
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error && 'code' in cause && cause.code === 'LEVEL_LOCKED'
    ? `state in ${directory} is in use by another process: stop it first`
    : `state in ${directory} cannot be opened: ${cause instanceof Error ? cause.message : String(cause)}`;
}

async function freeBytes(directory: string): Promise<number> {
  const { bavail, bsize } = await statfs(directory);
  return bavail * bsize;
}

/** The range of all keys that begin with `prefix` (which ends in ASCII). */
export function prefixRange(prefix: string): { gte: string; lt: string } {
  const last = prefix.length - 1;
  return { gte: prefix, lt: prefix.slice(0, last) + String.fromCharCode(prefix.charCodeAt(last) + 1) };
}
