import { DuckDBDoubleVector, DuckDBFloatVector, DuckDBVarCharVector, type DuckDBVector } from '@duckdb/node-api';
import { IntegrityError, InvalidInputError } from '@optaic/mlops/base';
import type { Column } from '@optaic/mlops/registry/records';
import type { DuckDBDataChunk, DuckDb } from './duckdb.ts';
import { quoteIdentifier } from './sql.ts';

/** Numbers as they are, times as milliseconds since the epoch, UTC; NaN is missing. Texts; null is missing. */
export type ColumnValues = Float64Array | readonly (string | null)[];

/** Rows by columns; every column has `rows` values. */
export interface ColumnarTable {
  readonly rows: number;
  readonly columns: ReadonlyMap<string, ColumnValues>;
}

/**
 * The numbers (or times) of a column. Shape (rows,).
 *
 * @throws {InvalidInputError} `table.column_missing` when the table has no such column of numbers.
 */
export function numberColumn(table: ColumnarTable, name: string): Float64Array {
  const values = table.columns.get(name);
  if (values instanceof Float64Array) return values;
  throw columnMissing(table, name, 'numbers');
}

/**
 * The texts of a column. Shape (rows,).
 *
 * @throws {InvalidInputError} `table.column_missing` when the table has no such column of texts.
 */
export function textColumn(table: ColumnarTable, name: string): readonly (string | null)[] {
  const values = table.columns.get(name);
  if (values !== undefined && !(values instanceof Float64Array)) return values;
  throw columnMissing(table, name, 'texts');
}

function columnMissing({ columns }: ColumnarTable, name: string, kind: string): InvalidInputError {
  const present = [...columns.keys()].join(', ');
  return new InvalidInputError(
    'table.column_missing',
    `the table has no column "${name}" of ${kind}; it has ${present}`,
  );
}

/** A column as the readers below take it: VARCHAR for texts, DOUBLE for numbers and for times in milliseconds. */
export function readableColumn({ name, type }: Pick<Column, 'name' | 'type'>): string {
  const quoted = quoteIdentifier(name);
  return type === 'timestamp' ? `epoch_ms(${quoted})::DOUBLE AS ${quoted}` : quoted;
}

/** Reads one number of a chunk's column; NaN where it is missing. Zero has no sign: a window that is sorted may lose it. */
export function numberReader(chunk: DuckDBDataChunk, column: number): (row: number) => number {
  const vector: DuckDBVector = chunk.getColumnVector(column);
  if (vector instanceof DuckDBDoubleVector || vector instanceof DuckDBFloatVector) {
    return (row) => (vector.getItem(row) ?? Number.NaN) + 0;
  }
  throw unreadable(column, vector, 'a DOUBLE or FLOAT');
}

/** Reads one text of a chunk's column; null where it is missing. */
export function textReader(chunk: DuckDBDataChunk, column: number): (row: number) => string | null {
  const vector: DuckDBVector = chunk.getColumnVector(column);
  if (vector instanceof DuckDBVarCharVector) return (row) => vector.getItem(row);
  throw unreadable(column, vector, 'a VARCHAR');
}

function unreadable(column: number, vector: DuckDBVector, expected: string): IntegrityError {
  return new IntegrityError(
    'table.column_type',
    `column ${column} of a query is ${vector.type}; ${expected} is read here`,
  );
}

/** Reads a whole query of {@link readableColumn}s, in its order. */
export async function readTable(
  db: DuckDb,
  sql: string,
  columns: readonly Pick<Column, 'name' | 'type'>[],
): Promise<ColumnarTable> {
  const texts = new Map<number, (string | null)[]>();
  const numbers = new Map<number, number[]>();
  columns.forEach(({ type }, index) => {
    if (type === 'string') texts.set(index, []);
    else numbers.set(index, []);
  });
  let rows = 0;
  for await (const chunk of db.chunks(sql)) {
    for (const [index, values] of texts) {
      const read = textReader(chunk, index);
      for (let row = 0; row < chunk.rowCount; row++) values.push(read(row));
    }
    for (const [index, values] of numbers) {
      const read = numberReader(chunk, index);
      for (let row = 0; row < chunk.rowCount; row++) values.push(read(row));
    }
    rows += chunk.rowCount;
  }
  return {
    rows,
    columns: new Map(
      columns.map(({ name }, index) => [name, texts.get(index) ?? Float64Array.from(numbers.get(index) ?? [])]),
    ),
  };
}
