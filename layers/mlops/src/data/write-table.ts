import { DOUBLE, DuckDBDataChunk, FLOAT, VARCHAR } from '@duckdb/node-api';
import { InvalidInputError } from '@optaic/mlops/base';
import type { Column, DatasetSchema } from '@optaic/mlops/registry/records';
import type { ColumnarTable, ColumnValues } from './columnar-table.ts';
import { keyColumns, keyOrder } from './dataset-columns.ts';
import type { DuckDb } from './duckdb.ts';
import { quoteIdentifier, quoteText } from './sql.ts';

const CHUNK_ROWS = 2_048;
const PARQUET_OPTIONS = 'FORMAT parquet, COMPRESSION zstd';

/** A column to append: texts, or numbers as DOUBLE or FLOAT. */
export interface AppendedColumn {
  readonly name: string;
  readonly values: ColumnValues | Float32Array;
}

/**
 * Makes a temporary table of the columns, in their order, replacing one of the same name. Numbers become DOUBLE (FLOAT
 * for a Float32Array), NaN among them NULL.
 */
export async function createTable(db: DuckDb, table: string, columns: readonly AppendedColumn[]): Promise<void> {
  const typed = columns.map(({ name, values }) => `${quoteIdentifier(name)} ${columnType(values)}`);
  await db.run(`CREATE OR REPLACE TEMP TABLE ${quoteIdentifier(table)} (${typed.join(', ')})`);
  await db.append(table, chunksOf(columns));
}

function columnType(values: AppendedColumn['values']) {
  if (values instanceof Float64Array) return DOUBLE;
  return values instanceof Float32Array ? FLOAT : VARCHAR;
}

function* chunksOf(columns: readonly AppendedColumn[]): Generator<DuckDBDataChunk> {
  const rows = columns[0]?.values.length ?? 0;
  for (let start = 0; start < rows; start += CHUNK_ROWS) {
    const count = Math.min(CHUNK_ROWS, rows - start);
    const chunk = DuckDBDataChunk.create(
      columns.map(({ values }) => columnType(values)),
      count,
    );
    columns.forEach(({ values }, index) => {
      const slice: readonly (number | string | null)[] = [...values.slice(start, start + count)];
      const stored = slice.map((value) => (typeof value === 'number' && Number.isNaN(value) ? null : value));
      chunk.setColumnValues(index, stored);
    });
    yield chunk;
  }
}

/** Writes rows as a dataset's Parquet file, sorted by key. Throws as {@link loadTable}. */
export async function writeTable(
  db: DuckDb,
  { table, schema, path }: { table: ColumnarTable; schema: DatasetSchema; path: string },
): Promise<void> {
  await writeRelation(db, { relation: await loadTable(db, table, schema), schema, path });
}

/**
 * Loads rows into DuckDB; returns the relation of the schema's columns in its order, in the rows' order.
 *
 * @throws {InvalidInputError} `table.column_missing` when a column of the schema is missing or not as long as the table.
 */
export async function loadTable(db: DuckDb, table: ColumnarTable, { columns }: DatasetSchema): Promise<string> {
  await createTable(
    db,
    'loaded',
    columns.map(({ name }) => ({ name, values: valuesOf(table, name) })),
  );
  return `(SELECT ${columns.map(storedColumn).join(', ')} FROM loaded)`;
}

/** Writes a relation that has a schema's columns, already in their types, as a Parquet file sorted by key. */
export async function writeRelation(
  db: DuckDb,
  { relation, schema, path }: { relation: string; schema: DatasetSchema; path: string },
): Promise<void> {
  const columns = schema.columns.map(({ name }) => quoteIdentifier(name)).join(', ');
  await db.run(`COPY (SELECT ${columns} FROM ${relation} ORDER BY ${keyOrder(keyColumns(schema))})
    TO ${quoteText(path)} (${PARQUET_OPTIONS})`);
}

function storedColumn({ name, type }: Column): string {
  const quoted = quoteIdentifier(name);
  return type === 'timestamp' ? `epoch_ms(${quoted}::BIGINT) AS ${quoted}` : quoted;
}

function valuesOf({ rows, columns }: ColumnarTable, name: string): ColumnValues {
  const values = columns.get(name);
  if (values?.length === rows) return values;
  throw new InvalidInputError(
    'table.column_missing',
    `column "${name}" has ${values?.length ?? 'no'} values; the table has ${rows} rows`,
  );
}
