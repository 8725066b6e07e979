import { type Instant, NotFoundError } from '@optaic/mlops/base';
import { type ColumnarTable, numberReader, readableColumn, readTable } from './columnar-table.ts';
import { type DatasetFiles, keyColumns, keyOrder } from './dataset-columns.ts';
import type { DuckDb } from './duckdb.ts';
import { parquetRelation, quoteIdentifier, quoteText, timestampLiteral } from './sql.ts';

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

/** Formats that rows leave in; times as UTC instants, missing values empty (CSV) or null. */
export type RowFormat = 'parquet' | 'csv' | 'ndjson';

const COPY_OPTIONS: Readonly<Record<RowFormat, string>> = {
  parquet: 'FORMAT parquet, COMPRESSION zstd',
  csv: 'FORMAT csv, HEADER',
  ndjson: 'FORMAT json',
};

/**
 * Writes to a file what {@link readAsOf} reads, in the same order.
 *
 * @param request.limit - At most so many rows. @default all
 * @param request.offset - Rows to leave out at the start. @default 0
 */
export async function exportAsOf(
  db: DuckDb,
  request: AsOfRead & { format: RowFormat; path: string; limit?: number; offset?: number },
): Promise<void> {
  await requireRowsKnown(db, request);
  const { schema, format, path, limit, offset = 0 } = request;
  const columns = schema.columns.map(({ name, type }) =>
    type === 'timestamp' && format !== 'parquet'
      ? `strftime(${quoteIdentifier(name)}, '%Y-%m-%dT%H:%M:%S.%gZ') AS ${quoteIdentifier(name)}`
      : quoteIdentifier(name),
  );
  await db.run(`COPY (SELECT ${columns.join(', ')} FROM ${asOfRelation(request)} r
    ORDER BY ${keyOrder(qualified(schema))} ${limit === undefined ? '' : `LIMIT ${Math.trunc(limit)}`} OFFSET ${Math.trunc(offset)})
    TO ${quoteText(path)} (${COPY_OPTIONS[format]})`);
}

/**
 * Makes sure that a dataset has something to say as of a time.
 *
 * @throws {NotFoundError} `dataset.not_known_yet` naming the dataset, the time and when its first row is known.
 */
export async function requireRowsKnown(db: DuckDb, { name, files, schema, asOf }: AsOfRead): Promise<void> {
  const { knowledgeTime } = keyColumns(schema);
  let first = Number.NaN;
  for await (const chunk of db.chunks(
    `SELECT epoch_ms(min(${knowledgeTime}))::DOUBLE FROM ${parquetRelation(files)}`,
  )) {
    first = numberReader(chunk, 0)(0);
  }
  if (first <= Date.parse(asOf)) return;
  const known = Number.isNaN(first) ? 'it has no rows' : `its first row is known at ${new Date(first).toISOString()}`;
  throw new NotFoundError(
    'dataset.not_known_yet',
    `dataset "${name}" has no row known by ${asOf}: ${known}; read it as of a later time`,
  );
}

/** The key columns of relation `r`: an output column of the same name, made text, must not be what sorts. */
function qualified(schema: DatasetFiles['schema']) {
  const { entity, eventTime, knowledgeTime } = keyColumns(schema);
  return {
    ...(entity === undefined ? {} : { entity: `r.${entity}` }),
    eventTime: `r.${eventTime}`,
    knowledgeTime: `r.${knowledgeTime}`,
  };
}
