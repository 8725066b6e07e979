import type { LabelledPanel, Panel } from '@optaic/mlops/base';
import { IntegrityError } from '@optaic/mlops/base';
import { numberReader, textReader } from './columnar-table.ts';
import type { DuckDb } from './duckdb.ts';
import { parquetRelation, quoteIdentifier, quoteText } from './sql.ts';
import { createTable } from './write-table.ts';

const DECISION_TIME = '#decision_time';
const ENTITY = '#entity';
const LABEL = '#label';

/** Writes a panel, with its labels if it has some, as one Parquet file in the panel's order. */
export async function writeFrame(db: DuckDb, path: string, panel: Panel & { labels?: Float32Array }): Promise<void> {
  const { rows, entity, decisionTime, featureNames, features, labels } = panel;
  await createTable(db, 'frame', [
    { name: DECISION_TIME, values: decisionTime },
    { name: ENTITY, values: entity },
    ...(labels === undefined ? [] : [{ name: LABEL, values: labels }]),
    ...featureNames.map((name, feature) => ({ name, values: features.subarray(feature * rows, (feature + 1) * rows) })),
  ]);
  await db.run(
    `COPY (SELECT * FROM frame ORDER BY ${sortKey}) TO ${quoteText(path)} (FORMAT parquet, COMPRESSION zstd)`,
  );
}

const sortKey = `${quoteIdentifier(DECISION_TIME)}, ${quoteIdentifier(ENTITY)}`;

/** Reads a panel that {@link writeFrame} wrote; the bits are the same, missing values the one NaN. */
export async function readFrame(db: DuckDb, path: string): Promise<Panel> {
  return (await read(db, path)).panel;
}

/**
 * Reads a labelled panel that {@link writeFrame} wrote.
 *
 * @throws {IntegrityError} `frame.labels_missing` when the file has no labels.
 */
export async function readLabelledFrame(db: DuckDb, path: string): Promise<LabelledPanel> {
  const { panel, labels } = await read(db, path);
  if (labels === undefined) throw new IntegrityError('frame.labels_missing', `frame file ${path} has no labels`);
  return { ...panel, labels };
}

async function read(db: DuckDb, path: string): Promise<{ panel: Panel; labels?: Float32Array }> {
  const names: string[] = [];
  for await (const chunk of db.chunks(`SELECT column_name FROM (DESCRIBE SELECT * FROM ${parquetRelation([path])})`)) {
    const readName = textReader(chunk, 0);
    for (let row = 0; row < chunk.rowCount; row++) names.push(readName(row) ?? '');
  }
  const numberNames = names.filter((name) => name !== ENTITY);
  const featureNames = numberNames.filter((name) => name !== DECISION_TIME && name !== LABEL);
  const entity: string[] = [];
  const numbers = new Map(numberNames.map((name): [string, number[]] => [name, []]));
  const select = [ENTITY, ...numberNames].map(quoteIdentifier).join(', ');
  for await (const chunk of db.chunks(`SELECT ${select} FROM ${parquetRelation([path])} ORDER BY ${sortKey}`)) {
    const readEntity = textReader(chunk, 0);
    for (let row = 0; row < chunk.rowCount; row++) entity.push(readEntity(row) ?? '');
    [...numbers.values()].forEach((values, index) => {
      const readNumber = numberReader(chunk, index + 1);
      for (let row = 0; row < chunk.rowCount; row++) values.push(readNumber(row));
    });
  }
  const rows = entity.length;
  const features = new Float32Array(featureNames.length * rows);
  featureNames.forEach((name, feature) => {
    features.set(numbers.get(name) ?? [], feature * rows);
  });
  const panel = {
    rows,
    entity,
    decisionTime: Float64Array.from(numbers.get(DECISION_TIME) ?? []),
    featureNames,
    features,
  };
  const labels = numbers.get(LABEL);
  return labels === undefined ? { panel } : { panel, labels: Float32Array.from(labels) };
}
