import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Instant, InstantSchema } from '@optaic/mlops/base';
import { type Column, type DatasetSchema, DatasetSchemaSchema } from '@optaic/mlops/registry/records';
import type { ColumnarTable, ColumnValues } from './columnar-table.ts';
import type { DatasetFiles } from './dataset-columns.ts';
import { type DuckDb, openDuckDb } from './duckdb.ts';
import { writeTable } from './write-table.ts';

/** A row as tests write it: times as text (2020-01-02 is midnight, UTC), values by column; null is missing. */
export interface TestRow {
  readonly entity?: string;
  readonly event: string;
  readonly known: string;
  readonly values: Readonly<Record<string, number | null>>;
}

export function testSchema(values: readonly string[], options: { hasEntity?: boolean } = {}): DatasetSchema {
  const entity: Column = { name: 'entity', role: 'entity', type: 'string', nullable: false };
  return DatasetSchemaSchema.parse({
    knowledgeGrade: 'observed',
    columns: [
      ...(options.hasEntity === false ? [] : [entity]),
      { name: 'event_time', role: 'event_time', type: 'timestamp' },
      { name: 'knowledge_time', role: 'knowledge_time', type: 'timestamp' },
      ...values.map((name) => ({ name, role: 'value', type: 'double', nullable: true })),
    ],
  });
}

export function testTable(rows: readonly TestRow[], schema: DatasetSchema): ColumnarTable {
  return {
    rows: rows.length,
    columns: new Map(
      schema.columns.map(({ name, role }): [string, ColumnValues] => {
        if (role === 'entity') return [name, rows.map((row) => row.entity ?? null)];
        const number = (row: TestRow) => {
          if (role === 'event_time') return Date.parse(row.event);
          if (role === 'knowledge_time') return Date.parse(row.known);
          return row.values[name] ?? Number.NaN;
        };
        return [name, Float64Array.from(rows, number)];
      }),
    ),
  };
}

export function instant(text: string): Instant {
  return InstantSchema.parse(new Date(text).toISOString());
}

export interface TestBench extends AsyncDisposable {
  readonly db: DuckDb;
  readonly directory: string;
  /** Writes rows as a dataset of so many files, dealt out in turn. */
  dataset(name: string, rows: readonly TestRow[], schema: DatasetSchema, parts?: number): Promise<DatasetFiles>;
}

/** A DuckDB and a folder of its own for one test file. */
export async function openTestBench(threads = 2): Promise<TestBench> {
  const directory = await mkdtemp(join(tmpdir(), 'data-test-'));
  const db = await openDuckDb({ directory, threads, memoryLimit: '512MB' });
  let written = 0;
  return {
    db,
    directory,
    dataset: async (name, rows, schema, parts = 1) => {
      const files: string[] = [];
      for (let part = 0; part < parts; part++) {
        const path = join(directory, `${written++}.parquet`);
        const share = rows.filter((_, index) => index % parts === part);
        await writeTable(db, { table: testTable(share, schema), schema, path });
        files.push(path);
      }
      return { name, files, schema };
    },
    [Symbol.asyncDispose]: async () => {
      db.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
