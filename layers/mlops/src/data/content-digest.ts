import { createHash } from 'node:crypto';
import { type Sha256, Sha256Schema } from '@optaic/mlops/base';
import type { Column } from '@optaic/mlops/registry/records';
import { numberReader, readableColumn, textReader } from './columnar-table.ts';
import { type DatasetFiles, keyColumns, keyOrder } from './dataset-columns.ts';
import type { DuckDBDataChunk, DuckDb } from './duckdb.ts';
import { parquetRelation } from './sql.ts';

const FORMAT = 'optaic-rows-1';
const CANONICAL_NAN = new Uint8Array([0, 0, 0, 0, 0, 0, 0xf8, 0x7f]);
const MISSING_TEXT = 0xffff_ffff;
const BUFFER_BYTES = 1 << 20;

export interface DigestedRows extends Omit<DatasetFiles, 'name'> {
  /** The files, one after the other, have their rows in the order of their keys, as `writeParts` makes them: no sort. */
  readonly inKeyOrder?: boolean;
}

/**
 * SHA-256 of a dataset's canonical rows: the same whatever the Parquet bytes, the parts or the order they came in.
 *
 * Hashed are, little-endian: the format's name and the columns' names and types as JSON text, then every row, sorted by
 * (entity, event_time, knowledge_time), with its columns by name. A number is its 8 IEEE-754 bytes (both zeros are +0;
 * missing or NaN is the one quiet NaN), a time the number of its milliseconds since the epoch, a text its UTF-8 length in
 * 4 bytes and its bytes, a missing text the length 2³² − 1. So no two different tables give the same bytes.
 *
 * @param dataset - Keys unique over all its files, as the writing steps make sure.
 */
export async function contentDigest(db: DuckDb, { files, schema, inKeyOrder = false }: DigestedRows): Promise<Sha256> {
  const columns = schema.columns.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const hash = createHash('sha256');
  hash.update(JSON.stringify([FORMAT, ...columns.map(({ name, type }) => [name, type])]));
  const encode = rowEncoder(columns, (bytes) => hash.update(bytes));

  const select = `SELECT ${columns.map(readableColumn).join(', ')} FROM`;
  const queries = inKeyOrder
    ? files.map((file) => `${select} ${parquetRelation([file])}`)
    : [`${select} ${parquetRelation(files)} ORDER BY ${keyOrder(keyColumns(schema))}`];
  for (const query of queries) {
    for await (const chunk of db.chunks(query)) encode(chunk);
  }
  return Sha256Schema.parse(hash.digest('hex'));
}

function rowEncoder(columns: readonly Column[], emit: (bytes: Uint8Array) => void): (chunk: DuckDBDataChunk) => void {
  const buffer = Buffer.alloc(BUFFER_BYTES);
  let used = 0;
  const reserve = (bytes: number): void => {
    if (used + bytes <= BUFFER_BYTES) return;
    emit(buffer.subarray(0, used));
    used = 0;
  };
  const writeNumber = (value: number): void => {
    reserve(8);
    if (Number.isNaN(value)) buffer.set(CANONICAL_NAN, used);
    else buffer.writeDoubleLE(value, used);
    used += 8;
  };
  const writeText = (value: string | null): void => {
    reserve(4);
    const length = value === null ? MISSING_TEXT : Buffer.byteLength(value);
    used = buffer.writeUInt32LE(length, used);
    if (value === null) return;
    reserve(length);
    if (length > BUFFER_BYTES) emit(Buffer.from(value));
    else used += buffer.write(value, used);
  };

  return (chunk) => {
    const writers = columns.map(({ type }, index) => {
      if (type === 'string') {
        const read = textReader(chunk, index);
        return (row: number) => writeText(read(row));
      }
      const read = numberReader(chunk, index);
      return (row: number) => writeNumber(read(row));
    });
    for (let row = 0; row < chunk.rowCount; row++) {
      for (const write of writers) write(row);
    }
    emit(buffer.subarray(0, used));
    used = 0;
  };
}
