import { keyColumns, keyOrder } from './dataset-columns.ts';
import type { DuckDb } from './duckdb.ts';
import { type AsOfRead, asOfRelation, requireRowsKnown } from './read-as-of.ts';
import { quoteIdentifier, quoteText } from './sql.ts';

/** Formats that rows leave in; times as UTC instants, missing values empty (CSV) or null. */
export type RowFormat = 'parquet' | 'csv' | 'ndjson';

const COPY_OPTIONS: Readonly<Record<RowFormat, string>> = {
  parquet: 'FORMAT parquet, COMPRESSION zstd',
  csv: 'FORMAT csv, HEADER',
  ndjson: 'FORMAT json',
};

export interface ExportRequest extends AsOfRead {
  readonly format: RowFormat;
  readonly path: string;
  /** At most so many rows. @default all */
  readonly limit?: number;
  /** Rows to leave out at the start. @default 0 */
  readonly offset?: number;
}

/**
 * Writes to a file what readAsOf reads, in the same order; returns how many rows. The rows go through DuckDB alone, which
 * spills what does not fit its memory.
 *
 * @throws {NotFoundError} `dataset.not_known_yet` when no row is known by then.
 */
export async function exportAsOf(db: DuckDb, request: ExportRequest): Promise<number> {
  await requireRowsKnown(db, request);
  const { schema, format, path, limit, offset = 0 } = request;
  const columns = schema.columns.map(({ name, type }) =>
    type === 'timestamp' && format !== 'parquet'
      ? `strftime(${quoteIdentifier(name)}, '%Y-%m-%dT%H:%M:%S.%gZ') AS ${quoteIdentifier(name)}`
      : quoteIdentifier(name),
  );
  const copy = `COPY (SELECT ${columns.join(', ')} FROM ${asOfRelation(request)} r
    ORDER BY ${keyOrder(qualified(request))} ${limit === undefined ? '' : `LIMIT ${Math.trunc(limit)}`} OFFSET ${Math.trunc(offset)})
    TO ${quoteText(path)} (${COPY_OPTIONS[format]})`;
  let rows = 0;
  // A copy answers with one number: the rows it wrote.
  for await (const chunk of db.chunks(copy)) rows += Number(chunk.getColumnVector(0).getItem(0));
  return rows;
}

/** The key columns of relation `r`: an output column of the same name, made text, must not be what sorts. */
function qualified({ schema }: Pick<AsOfRead, 'schema'>) {
  const { entity, eventTime, knowledgeTime } = keyColumns(schema);
  return {
    ...(entity === undefined ? {} : { entity: `r.${entity}` }),
    eventTime: `r.${eventTime}`,
    knowledgeTime: `r.${knowledgeTime}`,
  };
}
