import { createHash } from 'node:crypto';
import { type Sha256, Sha256Schema } from '@optaic/mlops/base';
import { numberReader, textReader } from './columnar-table.ts';
import type { DuckDBDataChunk, DuckDb } from './duckdb.ts';
import { doubleBytes, FRAME_DIGEST_FORMAT, floatBytes, textBytes } from './frame-digest.ts';
import { DECISION_TIME, ENTITY, frameFileColumns, LABEL, LABEL_KNOWN_TIME } from './frame-file.ts';
import { parquetRelation, quoteIdentifier } from './sql.ts';

/** The `frameDigest` of a frame in a file, read column by column, so that the frame may be larger than memory. */
export async function frameFileDigest(db: DuckDb, path: string): Promise<Sha256> {
  const { rows, own, featureNames } = await frameFileColumns(db, path);
  const hash = createHash('sha256');
  const has = (name: string) => own.includes(name);
  hash.update(JSON.stringify([FRAME_DIGEST_FORMAT, rows, featureNames, has(LABEL), has(LABEL_KNOWN_TIME)]));
  const column = async (name: string, bytesOf: (chunk: DuckDBDataChunk) => Iterable<Uint8Array>) => {
    const sql = `SELECT ${quoteIdentifier(name)} FROM ${parquetRelation([path])}`;
    for await (const chunk of db.chunks(sql)) for (const bytes of bytesOf(chunk)) hash.update(bytes);
  };
  await column(ENTITY, entityBytes);
  for (const name of [DECISION_TIME, LABEL_KNOWN_TIME].filter(has)) {
    await column(name, (chunk) => doubleBytes(Float64Array.from({ length: chunk.rowCount }, valueAt(chunk))));
  }
  for (const name of [...featureNames, ...[LABEL].filter(has)]) {
    await column(name, (chunk) => floatBytes(Float32Array.from({ length: chunk.rowCount }, valueAt(chunk))));
  }
  return Sha256Schema.parse(hash.digest('hex'));
}

function* entityBytes(chunk: DuckDBDataChunk): Generator<Uint8Array> {
  const read = textReader(chunk, 0);
  for (let row = 0; row < chunk.rowCount; row++) yield textBytes(read(row) ?? '');
}

function valueAt(chunk: DuckDBDataChunk): (_: unknown, row: number) => number {
  const read = numberReader(chunk, 0);
  return (_, row) => read(row);
}
