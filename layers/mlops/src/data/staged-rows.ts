import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatasetSchema } from '@optaic/mlops/registry/records';
import { readTable, textColumn } from './columnar-table.ts';
import type { DuckDb } from './duckdb.ts';
import { parquetRelation, quoteText } from './sql.ts';
import { rowGroupRows } from './write-parts.ts';

/** The relation of staged rows: the schema's columns, typed, with `#file` and `#row`, both from 1. */
export const STAGED = 'staged';

/** Wider rows are staged as Parquet: a table in memory takes half a MiB a column, however few its rows. */
const WIDE_COLUMNS = 200;

export interface StagedRows {
  /** Adds the rows of a query; its values by the columns they go to, quoted. */
  add(values: readonly (readonly [column: string, value: string])[], from: string): Promise<void>;
}

/** Begins {@link STAGED} anew. `columns` are all that may be added, as SQL declares them; one that is not is NULL. */
export async function openStagedRows(
  db: DuckDb,
  schema: DatasetSchema,
  columns: readonly string[],
): Promise<StagedRows> {
  return schema.columns.length > WIDE_COLUMNS ? stagedFiles(db, schema) : stagedTable(db, columns);
}

async function stagedTable(db: DuckDb, columns: readonly string[]): Promise<StagedRows> {
  await db.run(`CREATE OR REPLACE TEMP TABLE staged_rows (${columns.join(', ')})`);
  await db.run(`CREATE OR REPLACE TEMP VIEW ${STAGED} AS SELECT * FROM staged_rows`);
  return {
    add: async (values, from) => {
      await db.run(`INSERT INTO staged_rows (${values.map(([column]) => column).join(', ')})
        SELECT ${values.map(([, value]) => value).join(', ')} FROM ${from}`);
    },
  };
}

async function stagedFiles(db: DuckDb, { columns }: DatasetSchema): Promise<StagedRows> {
  const setting = await readTable(db, "SELECT current_setting('temp_directory') AS directory", [
    { name: 'directory', type: 'string' },
  ]);
  const directory = textColumn(setting, 'directory')[0] ?? '';
  const files: string[] = [];
  return {
    add: async (values, from) => {
      const path = join(directory, `staged-${files.length}.parquet`);
      await rm(path, { force: true });
      await db.run(`COPY (SELECT ${values.map(([column, value]) => `${value} AS ${column}`).join(', ')} FROM ${from})
        TO ${quoteText(path)} (FORMAT parquet, ROW_GROUP_SIZE ${rowGroupRows(columns.length)})`);
      files.push(path);
      await db.run(`CREATE OR REPLACE TEMP VIEW ${STAGED} AS SELECT * FROM ${parquetRelation(files)}`);
    },
  };
}
