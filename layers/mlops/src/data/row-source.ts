import { keyColumns } from './dataset-columns.ts';
import type { DuckDb } from './duckdb.ts';
import { type EntityRuns, entityRuns, SINGLE_RUN } from './entity-runs.ts';
import type { LatestRowsRequest } from './latest-rows.ts';
import { parquetRelation, quoteIdentifier } from './sql.ts';
import { createTable } from './write-table.ts';

/** A query of rows: event time, knowledge time, the entity's index where there are no runs, the values. */
export interface RowSource {
  readonly sql: string;
  /** Which entity each row is about; absent when the query says so itself. */
  readonly runs?: EntityRuns;
}

/**
 * How the rows of a dataset are read fastest: those of parts sorted by entity as they stand, the entity told by counting
 * rows; joined with their entity where a file is not sorted.
 */
export async function rowSource(db: DuckDb, request: LatestRowsRequest): Promise<RowSource> {
  const { dataset, columns, entities } = request;
  const { entity, eventTime, knowledgeTime } = keyColumns(dataset.schema);
  const relation = parquetRelation(dataset.files);
  // A row without a knowledge time is never known.
  const times = [eventTime, knowledgeTime].map((time) => `coalesce(epoch_us(r.${time})::DOUBLE, 'Infinity'::DOUBLE)`);
  const values = columns.map((column) => `coalesce(r.${quoteIdentifier(column)}, 'NaN'::DOUBLE)`);
  // Files are read in their order, and rows in theirs: DuckDB preserves it where nothing is sorted or joined.
  const inOrder = `SELECT ${[...times, ...values].join(', ')} FROM ${relation} r`;
  if (entity === undefined) return { sql: inOrder, runs: SINGLE_RUN };

  const runs = await entityRuns(db, dataset, entities);
  if (runs !== undefined) return { sql: inOrder, runs };

  await createTable(db, 'entity_index', [
    { name: '#entity', values: [...entities.keys()] },
    { name: '#index', values: Float64Array.from(entities.values()) },
  ]);
  const select = [...times, 'e."#index"', ...values].join(', ');
  return { sql: `SELECT ${select} FROM ${relation} r JOIN entity_index e ON e."#entity" = r.${entity}` };
}
