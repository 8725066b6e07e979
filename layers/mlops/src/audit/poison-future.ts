import { join } from 'node:path';
import type { Instant } from '@optaic/mlops/base';
import {
  type DatasetFiles,
  type DuckDb,
  keyColumns,
  keyOrder,
  parquetRelation,
  quoteIdentifier,
  quoteText,
  timestampLiteral,
} from '@optaic/mlops/data';
import type { PoisonedDataset } from '@optaic/mlops/registry/records';
import { futureRows, keyHash, POISON_KINDS, poisonKind, restatedRows, spoiledRows } from './poison-rows.ts';

export interface PoisonRequest {
  /** What is known by then stays as it is. */
  readonly asOf: Instant;
  /** The same seed poisons the same rows the same way. */
  readonly seed: number;
  /** An existing folder that the poisoned files go to. */
  readonly directory: string;
  /** Known rows that are restated, chosen by the seed. @default 200,000 */
  readonly restatedLimit?: number;
}

export interface PoisonedFiles extends DatasetFiles {
  readonly counts: Omit<PoisonedDataset, 'name' | 'version'>;
}

const RESTATED_LIMIT = 200_000;

/**
 * A copy of a dataset's files in which everything that is not known at a time is garbage: every row known later has its
 * values replaced, rows about days to come are made up, and known history is restated by revisions that come later. The
 * rows known by then are the same bits. Whoever reads the copy as of that time, and only what is known, cannot tell.
 *
 * Files without a row known later are not copied but used as they are.
 *
 * @param dataset - Validated: nothing checks the poisoned values, which would be refused.
 */
export async function poisonFuture(
  db: DuckDb,
  dataset: DatasetFiles,
  { asOf, seed, directory, restatedLimit = RESTATED_LIMIT }: PoisonRequest,
): Promise<PoisonedFiles> {
  const { name, schema } = dataset;
  const salt = (what: string) => `${seed}/${what}`;
  const { knowledgeTime } = keyColumns(schema);
  const isLater = `${knowledgeTime} > ${timestampLiteral(asOf)}`;
  const write = async (part: string, relation: string) => {
    const path = join(directory, `${name}-${part}.parquet`);
    await copyRows(db, { relation, schema, path });
    return path;
  };

  const files: string[] = [];
  let rowsKnown = 0;
  let rowsLater = 0;
  for (const [index, file] of dataset.files.entries()) {
    const rows = parquetRelation([file]);
    const later = await count(db, `SELECT count(*) FROM ${rows} WHERE ${isLater}`);
    const known = (await count(db, `SELECT count(*) FROM ${rows}`)) - later;
    if (later === 0) files.push(file);
    else if (known > 0) files.push(await write(`known-${index}`, `(SELECT * FROM ${rows} WHERE NOT ${isLater})`));
    rowsKnown += known;
    rowsLater += later;
  }
  const knownFiles = { files: [...files], schema };

  const laterRows = `(SELECT * FROM ${parquetRelation(dataset.files)} WHERE ${isLater})`;
  if (rowsLater > 0) files.push(await write('later', spoiledRows(dataset, laterRows, rowsLater, salt('later'))));
  const kinds = POISON_KINDS.map(
    (_, kind) =>
      `SELECT count(*) FROM ${laterRows} WHERE ${poisonKind(keyHash(dataset, salt('later')), rowsLater)} = ${kind}`,
  );
  const poisoned: number[] = [];
  for (const sql of kinds) poisoned.push(await count(db, sql));

  const future = await write('future', futureRows(rowsKnown > 0 ? knownFiles : dataset, asOf, salt('future')));
  files.push(future);
  let restated = 0;
  if (rowsKnown > 0) {
    const relation = restatedRows(knownFiles, asOf, { limit: restatedLimit, salt: salt('restated') });
    restated = await count(db, `SELECT count(*) FROM ${relation}`);
    files.push(await write('restated', spoiledRows(dataset, relation, restated, salt('spoiled'))));
  }
  return {
    name,
    schema,
    files,
    counts: {
      rowsKnown,
      notANumber: poisoned[0] ?? 0,
      positiveHuge: poisoned[1] ?? 0,
      negativeHuge: poisoned[2] ?? 0,
      shuffled: poisoned[3] ?? 0,
      futureRows: await count(db, `SELECT count(*) FROM ${parquetRelation([future])}`),
      restatedRows: restated,
    },
  };
}

async function copyRows(
  db: DuckDb,
  { relation, schema, path }: { relation: string; schema: DatasetFiles['schema']; path: string },
): Promise<void> {
  const columns = schema.columns.map(({ name }) => quoteIdentifier(name)).join(', ');
  await db.run(`COPY (SELECT ${columns} FROM ${relation} ORDER BY ${keyOrder(keyColumns(schema))})
    TO ${quoteText(path)} (FORMAT parquet, COMPRESSION zstd)`);
}

async function count(db: DuckDb, sql: string): Promise<number> {
  let found = 0;
  for await (const chunk of db.chunks(sql)) found = Number(chunk.getColumnVector(0).getItem(0));
  return found;
}
