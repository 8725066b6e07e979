import { type Instant, NotFoundError } from '@optaic/mlops/base';
import { type ColumnarTable, numberReader, readableColumn, readTable } from './columnar-table.ts';
import { type DatasetFiles, keyColumns, keyOrder } from './dataset-columns.ts';
import type { DuckDb } from './duckdb.ts';
import { parquetRelation, timestampLiteral } from './sql.ts';

export interface AsOfRead extends DatasetFiles {
  /** Rows known later do not exist for this read. */
  readonly asOf: Instant;
}

/** SQL of the rows known by `asOf`, the latest revision of each (entity, event_time), unsorted, all columns. */
export function asOfRelation({ files, schema, asOf }: Omit<AsOfRead, 'name'>): string {
  const { entity, eventTime, knowledgeTime } = keyColumns(schema);
  const partition = [...(entity === undefined ? [] : [entity]), eventTime].join(', ');
  return `(SELECT * FROM ${parquetRelation(files)} WHERE ${knowledgeTime} <= ${timestampLiteral(asOf)}
    QUALIFY row_number() OVER (PARTITION BY ${partition} ORDER BY ${knowledgeTime} DESC) = 1)`;
}

/**
 * Reads a dataset version as of a time: rows with `knowledge_time ≤ asOf`, the latest revision of each
 * (entity, event_time), sorted by (entity, event_time). Columns as the schema orders them.
 *
 * @throws {NotFoundError} `dataset.not_known_yet` when no row is known by then.
 */
export async function readAsOf(db: DuckDb, request: AsOfRead): Promise<ColumnarTable> {
  await requireRowsKnown(db, request);
  const { columns } = request.schema;
  const sql = `SELECT ${columns.map(readableColumn).join(', ')} FROM ${asOfRelation(request)}
    ORDER BY ${keyOrder(keyColumns(request.schema))}`;
  return readTable(db, sql, columns);
}

/**
 * Makes sure that a dataset has something to say as of a time.
 *
 * @throws {NotFoundError} `dataset.not_known_yet` naming the dataset, the time and when its first row is known.
 */
export async function requireRowsKnown(db: DuckDb, { name, files, schema, asOf }: AsOfRead): Promise<void> {
  const { knowledgeTime } = keyColumns(schema);
  // Asked in this order, since the first question is answered by the first rows.
  for await (const _ of db.chunks(`SELECT 1 FROM ${parquetRelation(files)}
    WHERE ${knowledgeTime} <= ${timestampLiteral(asOf)} LIMIT 1`)) {
    return;
  }
  let first = Number.NaN;
  for await (const chunk of db.chunks(
    `SELECT epoch_ms(min(${knowledgeTime}))::DOUBLE FROM ${parquetRelation(files)}`,
  )) {
    first = numberReader(chunk, 0)(0);
  }
  const known = Number.isNaN(first) ? 'it has no rows' : `its first row is known at ${new Date(first).toISOString()}`;
  throw new NotFoundError(
    'dataset.not_known_yet',
    `dataset "${name}" has no row known by ${asOf}: ${known}; read it as of a later time`,
  );
}
