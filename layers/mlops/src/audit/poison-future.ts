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
export async function poisonFuture(db: DuckDb, dataset: DatasetFiles, request: PoisonRequest): Promise<PoisonedFiles> {
  const { name, schema } = dataset;
  const { asOf, seed, directory, restatedLimit = RESTATED_LIMIT } = request;
  const bench: PoisonBench = {
    db,
    schema,
    asOf,
    salt: (what) => `${seed}/${what}`,
    write: async (part, relation) => {
      const path = join(directory, `${name}-${part}.parquet`);
      await copyRows(db, { relation, schema, path });
      return path;
    },
  };
  const { files, rowsKnown, rowsLater } = await keepKnown(bench, dataset);
  const knownFiles = { files, schema };

  const later = await spoilLater(bench, dataset, rowsLater);
  const future = await bench.write(
    'future',
    futureRows(rowsKnown > 0 ? knownFiles : dataset, asOf, bench.salt('future')),
  );
  const restated =
    rowsKnown > 0 ? await restateKnown(bench, knownFiles, restatedLimit) : { files: [], restatedRows: 0 };
  return {
    name,
    schema,
    files: [...files, ...later.files, future, ...restated.files],
    counts: {
      rowsKnown,
      ...later.counts,
      futureRows: await count(db, `SELECT count(*) FROM ${parquetRelation([future])}`),
      restatedRows: restated.restatedRows,
    },
  };
}

interface PoisonBench {
  readonly db: DuckDb;
  readonly schema: DatasetFiles['schema'];
  readonly asOf: Instant;
  /** Of a kind of poison. */
  salt(what: string): string;
  /** Writes a relation as a file of its own. */
  write(part: string, relation: string): Promise<string>;
}

function isLater({ schema, asOf }: PoisonBench): string {
  return `${keyColumns(schema).knowledgeTime} > ${timestampLiteral(asOf)}`;
}

/** Files of the known rows alone. */
async function keepKnown(bench: PoisonBench, dataset: DatasetFiles) {
  const files: string[] = [];
  let rowsKnown = 0;
  let rowsLater = 0;
  for (const [index, file] of dataset.files.entries()) {
    const rows = parquetRelation([file]);
    const [later = 0, known = 0] = await counts(
      bench.db,
      `SELECT count(*) FILTER (${isLater(bench)}), count(*) FILTER (NOT (${isLater(bench)})) FROM ${rows}`,
    );
    if (later === 0) files.push(file);
    else if (known > 0) {
      files.push(await bench.write(`known-${index}`, `(SELECT * FROM ${rows} WHERE NOT (${isLater(bench)}))`));
    }
    rowsKnown += known;
    rowsLater += later;
  }
  return { files, rowsKnown, rowsLater };
}

/** The rows known later, with other values. */
async function spoilLater(bench: PoisonBench, dataset: DatasetFiles, rows: number) {
  const relation = `(SELECT * FROM ${parquetRelation(dataset.files)} WHERE ${isLater(bench)})`;
  const salt = bench.salt('later');
  const files = rows === 0 ? [] : [await bench.write('later', spoiledRows(dataset, relation, rows, salt))];
  const [notANumber = 0, positiveHuge = 0, negativeHuge = 0, shuffled = 0] = await counts(
    bench.db,
    `SELECT ${POISON_KINDS.map((_, kind) => `count(*) FILTER (kind = ${kind})`).join(', ')}
     FROM (SELECT ${poisonKind(keyHash(dataset, salt), rows)} AS kind FROM ${relation})`,
  );
  return { files, counts: { notANumber, positiveHuge, negativeHuge, shuffled } };
}

/** Known events with other values, known later. */
async function restateKnown(bench: PoisonBench, known: Omit<DatasetFiles, 'name'>, limit: number) {
  const relation = restatedRows(known, bench.asOf, { limit, salt: bench.salt('restated') });
  const restated = await count(bench.db, `SELECT count(*) FROM ${relation}`);
  const files = [await bench.write('restated', spoiledRows(known, relation, restated, bench.salt('spoiled')))];
  return { files, restatedRows: restated };
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
  const [rows = 0] = await counts(db, sql);
  return rows;
}

/** The columns of the one row of a query of counts. */
async function counts(db: DuckDb, sql: string): Promise<number[]> {
  let found: number[] = [];
  for await (const chunk of db.chunks(sql)) {
    found = Array.from({ length: chunk.columnCount }, (_, column) => Number(chunk.getColumnVector(column).getItem(0)));
  }
  return found;
}
