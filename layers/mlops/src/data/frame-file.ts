import { IntegrityError, type Panel } from '@optaic/mlops/base';
import { numberColumn, numberReader, readTable, textColumn, textReader } from './columnar-table.ts';
import type { DuckDb } from './duckdb.ts';
import type { TimedPanel } from './frame-rows.ts';
import { parquetRelation, quoteIdentifier, quoteText } from './sql.ts';
import { type AppendedColumn, createTable } from './write-table.ts';

export const DECISION_TIME = '#decision_time';
export const ENTITY = '#entity';
export const LABEL = '#label';
export const LABEL_KNOWN_TIME = '#label_known_time';

export const FRAME_FILE_OPTIONS = 'FORMAT parquet, COMPRESSION zstd';

/** Writes a panel, with its labels and when they became known if it has some, as one Parquet file in the panel's order. */
export async function writeFrame(db: DuckDb, path: string, panel: Panel | TimedPanel): Promise<void> {
  const { rows, entity, decisionTime, featureNames, features } = panel;
  const labelled: AppendedColumn[] =
    'labels' in panel
      ? [
          { name: LABEL, values: panel.labels },
          { name: LABEL_KNOWN_TIME, values: panel.labelKnownTime },
        ]
      : [];
  await createTable(db, 'frame', [
    { name: DECISION_TIME, values: decisionTime },
    { name: ENTITY, values: entity },
    ...labelled,
    ...featureNames.map((name, feature) => ({ name, values: features.subarray(feature * rows, (feature + 1) * rows) })),
  ]);
  await db.run(`COPY frame TO ${quoteText(path)} (${FRAME_FILE_OPTIONS})`);
  await db.run('DROP TABLE frame');
}

/** Reads a panel that {@link writeFrame} wrote; the bits are the same, missing values the one NaN. */
export async function readFrame(db: DuckDb, path: string): Promise<Panel> {
  const { panel } = await read(db, path);
  return panel;
}

/**
 * Reads a labelled panel that {@link writeFrame} wrote.
 *
 * @throws {IntegrityError} `frame.labels_missing` when the file has no labels.
 */
export async function readLabelledFrame(db: DuckDb, path: string): Promise<TimedPanel> {
  const { panel, labels, labelKnownTime } = await read(db, path);
  if (labels === undefined || labelKnownTime === undefined) {
    throw new IntegrityError('frame.labels_missing', `frame file ${path} has no labels`);
  }
  return { ...panel, labels: Float32Array.from(labels), labelKnownTime };
}

/** What a frame file has: its rows, its own columns and its features', each in the file's order. */
export interface FrameFileColumns {
  readonly rows: number;
  readonly own: readonly string[];
  readonly featureNames: readonly string[];
}

export async function frameFileColumns(db: DuckDb, path: string): Promise<FrameFileColumns> {
  const file = parquetRelation([path]);
  const described = await readTable(db, `SELECT column_name FROM (DESCRIBE SELECT * FROM ${file})`, [NAME]);
  const names = textColumn(described, NAME.name).map(String);
  const counted = await readTable(db, `SELECT count(*)::DOUBLE AS rows FROM ${file}`, [ROWS]);
  const own: string[] = [ENTITY, DECISION_TIME, LABEL, LABEL_KNOWN_TIME];
  return {
    rows: numberColumn(counted, ROWS.name)[0],
    own: own.filter((name) => names.includes(name)),
    featureNames: names.filter((name) => !own.includes(name)),
  };
}

const NAME = { name: 'column_name', type: 'string' } as const;
const ROWS = { name: 'rows', type: 'double' } as const;

/** Rows come in the order of the file, which is the panel's. */
async function read(db: DuckDb, path: string) {
  const { rows, own, featureNames } = await frameFileColumns(db, path);
  const numbers = own.filter((name) => name !== ENTITY);
  const ownValues = new Map(numbers.map((name) => [name, new Float64Array(rows)]));
  const features = new Float32Array(featureNames.length * rows);
  const entity: string[] = [];
  const select = [ENTITY, ...numbers, ...featureNames].map(quoteIdentifier).join(', ');
  let start = 0;
  for await (const chunk of db.chunks(`SELECT ${select} FROM ${parquetRelation([path])}`)) {
    const readEntity = textReader(chunk, 0);
    for (let row = 0; row < chunk.rowCount; row++) entity.push(readEntity(row) ?? '');
    const columns = [...ownValues.values(), ...featureNames.map((_, feature) => features.subarray(feature * rows))];
    columns.forEach((values, index) => {
      const readNumber = numberReader(chunk, index + 1);
      for (let row = 0; row < chunk.rowCount; row++) values[start + row] = readNumber(row);
    });
    start += chunk.rowCount;
  }
  const decisionTime = ownValues.get(DECISION_TIME) ?? new Float64Array(rows);
  return {
    panel: { rows, entity, decisionTime, featureNames, features },
    labels: ownValues.get(LABEL),
    labelKnownTime: ownValues.get(LABEL_KNOWN_TIME),
  };
}
