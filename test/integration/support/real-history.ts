import { join } from 'node:path';
import { type DatasetName, type Instant, parseAsOf } from '@optaic/mlops/base';
import { type ColumnarTable, type DuckDb, parquetRelation, readAsOf } from '@optaic/mlops/data';
import { type DatasetSchema, DatasetSchemaSchema } from '@optaic/mlops/registry';
import { creationOf, DEMO_DATASETS, FEATURES, UNIVERSE, writeDemoFiles } from '../../../cli/demo/demo-datasets.ts';

const FROM = "TIMESTAMP '2014-01-01'";
export const DAYS_APPENDED = 250;
export const RESTATED_PERCENT = 5;

/** The demo's datasets, real prices and all, cut at a time: what was known then, and what came later. */
export interface RealHistory {
  schemaOf(name: DatasetName): DatasetSchema;
  /** From 2014 on. */
  known(name: DatasetName): Promise<ColumnarTable>;
  /** 250 more trading days, and 5 % of the known rows restated afterwards; of the universe, who left and who came. */
  later(name: DatasetName): Promise<ColumnarTable>;
}

export async function openRealHistory(db: DuckDb, directory: string, asOf: Instant): Promise<RealHistory> {
  const files = await writeDemoFiles(directory);
  const time = `TIMESTAMP '${asOf.slice(0, -1)}'`;
  const rowsOf = (name: DatasetName) => parquetRelation([files.get(name) ?? '']);
  const knownRows = (name: DatasetName) =>
    `SELECT * FROM ${rowsOf(name)} WHERE knowledge_time <= ${time} ${name === UNIVERSE ? '' : `AND event_time >= ${FROM}`}`;

  const schemaOf = (name: DatasetName): DatasetSchema => {
    const dataset = DEMO_DATASETS.find((candidate) => candidate.name === name);
    if (dataset === undefined) throw new Error(`the demo has no dataset ${name}`);
    return DatasetSchemaSchema.parse(creationOf(dataset).schema);
  };
  /** No two rows of a query are about the same event. */
  const read = async (name: DatasetName, sql: string): Promise<ColumnarTable> => {
    const path = join(directory, 'rows.parquet');
    await db.run(`COPY (${sql}) TO '${path}' (FORMAT parquet)`);
    return readAsOf(db, { name, files: [path], schema: schemaOf(name), asOf: parseAsOf('2999-01-01') });
  };

  const appended = (name: DatasetName) => `SELECT * FROM ${rowsOf(name)} WHERE knowledge_time > ${time}
    AND event_time >= ${FROM} AND event_time <= (SELECT max(event_time) FROM (
      SELECT DISTINCT event_time FROM ${rowsOf(FEATURES)} WHERE event_time > ${time} ORDER BY 1 LIMIT ${DAYS_APPENDED}))`;
  const restated = (name: DatasetName) => {
    const columns = schemaOf(name).columns.map(({ name: column, role }) => {
      if (role === 'value') return `1 - 3 * ${column} AS ${column}`;
      return role === 'knowledge_time' ? `${time} + to_days(CAST(1 + hash % 200 AS INTEGER)) AS ${column}` : column;
    });
    return `SELECT ${columns.join(', ')} FROM (
      SELECT *, md5_number_lower(concat_ws('|', entity, event_time)) AS hash FROM (${knownRows(name)}))
      WHERE hash % 100 < ${RESTATED_PERCENT}`;
  };
  const membersMoved = `SELECT entity, ${time} + INTERVAL 9 DAY AS event_time,
      ${time} + INTERVAL 10 DAY AS knowledge_time, 0::DOUBLE AS member
    FROM (SELECT * FROM ${rowsOf(UNIVERSE)} ORDER BY entity LIMIT 3)
    UNION ALL BY NAME SELECT 'NEWCOMER' AS entity, ${time} + INTERVAL 9 DAY AS event_time,
      ${time} + INTERVAL 10 DAY AS knowledge_time, 1::DOUBLE AS member`;

  return {
    schemaOf,
    known: (name) => read(name, knownRows(name)),
    later: (name) =>
      read(name, name === UNIVERSE ? membersMoved : `(${appended(name)}) UNION ALL BY NAME (${restated(name)})`),
  };
}
