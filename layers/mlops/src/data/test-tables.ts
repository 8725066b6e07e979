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
  /** Writes a dataset of one file for each write that has rows. */
  written(name: string, writes: readonly (readonly TestRow[])[], schema: DatasetSchema): Promise<DatasetFiles>;
}

/** A DuckDB and a folder of its own for one test file. */
export async function openTestBench(threads = 2): Promise<TestBench> {
  const directory = await mkdtemp(join(tmpdir(), 'data-test-'));
  const db = await openDuckDb({ directory, threads, memoryLimit: '512MB' });
  let files = 0;
  const written: TestBench['written'] = async (name, writes, schema) => {
    const paths: string[] = [];
    for (const rows of writes.filter(({ length }) => length > 0)) {
      const path = join(directory, `${files++}.parquet`);
      await writeTable(db, { table: testTable(rows, schema), schema, path });
      paths.push(path);
    }
    return { name, files: paths, schema };
  };
  return {
    db,
    directory,
    written,
    dataset: (name, rows, schema, parts = 1) => {
      const share = (part: number) => rows.filter((_, index) => index % parts === part);
      return written(
        name,
        Array.from({ length: parts }, (_, part) => share(part)),
        schema,
      );
    },
    [Symbol.asyncDispose]: async () => {
      db.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
