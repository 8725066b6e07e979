import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type DuckDBConnection, type DuckDBDataChunk, DuckDBInstance, type DuckDBType } from '@duckdb/node-api';
import { quoteText } from './sql.ts';

/**
 * An in-memory DuckDB with one connection. Statements run one after another; a stream of chunks is read to its end
 * before the next statement.
 *
 * Never let it add floats: its aggregates vary with threads and with rows that a filter drops. It filters,
 * de-duplicates, joins and sorts; sums are TypeScript's, over sorted columns.
 */
export interface DuckDb {
  run(sql: string): Promise<void>;
  /** The rows of a query, a few thousand at a time, in its order. */
  chunks(sql: string): AsyncIterable<DuckDBDataChunk>;
  /** Appends chunks of rows to a table of these column types. */
  append(table: string, chunks: Iterable<DuckDBDataChunk>): Promise<void>;
  /**
   * Another connection to the same memory and threads, closed on its own: statements of both may run at the same time, and
   * temporary tables are each one's own.
   */
  fork(): Promise<DuckDb>;
  close(): void;
}

export type { DuckDBDataChunk, DuckDBType };

export interface DuckDbOptions {
  /** Where it may spill what does not fit the memory; made when absent. In a Lambda, below /tmp. */
  readonly directory: string;
  /** @default 2 */
  readonly threads?: number;
  /** @default '1GB' */
  readonly memoryLimit?: string;
}

/** How far a query may run ahead of its reader: far enough that neither waits for the other at every chunk. */
const STREAMING_BUFFER = '16MiB';

/** Opens a DuckDB that reads nothing from the network, spills below `directory` and reads times as UTC. */
export async function openDuckDb({ directory, threads = 2, memoryLimit = '1GB' }: DuckDbOptions): Promise<DuckDb> {
  const spillDirectory = join(directory, 'spill');
  await mkdir(spillDirectory, { recursive: true });
  const instance = await DuckDBInstance.create(':memory:', {
    threads: String(threads),
    memory_limit: memoryLimit,
    temp_directory: spillDirectory,
    autoinstall_known_extensions: 'false',
  });
  return connect(instance, { directory, close: () => instance.closeSync() });
}

async function connect(
  instance: DuckDBInstance,
  { directory, close }: { directory: string; close: () => void },
): Promise<DuckDb> {
  const connection = await instance.connect();
  await connection.run(`SET home_directory = ${quoteText(directory)}`);
  await connection.run("SET TimeZone = 'UTC'");
  await connection.run('SET preserve_insertion_order = true');
  await connection.run(`SET streaming_buffer_size = ${quoteText(STREAMING_BUFFER)}`);
  return {
    run: async (sql) => {
      await connection.run(sql);
    },
    chunks: (sql) => streamChunks(connection, sql),
    append: async (table, chunks) => {
      const appender = await connection.createAppender(table);
      for (const chunk of chunks) appender.appendDataChunk(chunk);
      appender.closeSync();
    },
    fork: () => connect(instance, { directory, close: () => undefined }),
    close: () => {
      connection.closeSync();
      close();
    },
  };
}

/** The next chunk is fetched while the reader works on this one. */
async function* streamChunks(connection: DuckDBConnection, sql: string): AsyncIterable<DuckDBDataChunk> {
  const result = await connection.stream(sql);
  let next = result.fetchChunk();
  try {
    for (;;) {
      const chunk = await next;
      if (chunk === null || chunk.rowCount === 0) return;
      next = result.fetchChunk();
      yield chunk;
    }
  } finally {
    await next.catch(() => undefined);
  }
}
