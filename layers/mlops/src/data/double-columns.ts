import { DuckDBDoubleVector } from '@duckdb/node-api';
import { IntegrityError } from '@optaic/mlops/base';
import type { DuckDBDataChunk } from './duckdb.ts';

/**
 * The numbers of a chunk's DOUBLE column, which has none missing, without a call for each: for loops over millions.
 *
 * @throws {IntegrityError} `table.column_type` for a column of another type.
 */
export function doubleColumn(chunk: DuckDBDataChunk, column: number): Float64Array {
  const vector = chunk.getColumnVector(column);
  // biome-ignore lint/complexity/useLiteralKeys: the array is private to TypeScript only; a call a number costs twice as much
  if (vector instanceof DuckDBDoubleVector) return vector['items'];
  throw new IntegrityError('table.column_type', `column ${column} of a query is ${vector.type}; a DOUBLE is read here`);
}

/**
 * Gives the memory of columns back that nobody reads any more. V8 collects its whole heap whenever some ten megabytes of
 * such copies have piled up, which takes longer than reading them did.
 */
export function giveBack(columns: readonly Float64Array[]): void {
  for (const { buffer, byteLength } of columns) {
    if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0);
  }
}
