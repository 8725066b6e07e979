import { type KeyColumns, keyColumns } from './dataset-columns.ts';
import type { DuckDb } from './duckdb.ts';
import { type EntityRuns, entityRuns, SINGLE_RUN } from './entity-runs.ts';
import type { LatestRowsRequest } from './latest-rows.ts';
import { parquetRelation, quoteIdentifier } from './sql.ts';
import { createTable } from './write-table.ts';

/**
 * How the rows of a dataset are read, and where each says which entity it is about. All queries give event time and
 * knowledge time first and the values last, as DOUBLE, none missing.
 */
export interface RowSource {
  /** Columns r.… of the rows. */
  readonly keys: KeyColumns;
  /** Every row in order, `counted` where the files are sorted by entity; `indexed` in no order where they are not. */
  readonly all: RowQuery;
  /** The rows of a condition over r.…, in their order; only for several entities in sorted files. */
  readonly where?: (condition: string) => RowQuery;
}

/**
 * - `counted`: all rows in their order, the entity told by counting them.
 * - `placed`: some rows in their order, each with its place, see {@link FILE_ROWS}.
 * - `indexed`: rows in any order, each with its entity's index.
 */
export type RowQuery =
  | { readonly sql: string; readonly entityBy: 'counted' | 'placed'; readonly runs: EntityRuns }
  | { readonly sql: string; readonly entityBy: 'indexed' };

/** Where a row stands: the index of its file times this, and its own there. Exact as a double for two million files. */
export const FILE_ROWS = 2 ** 32;

/**
 * How the rows of a dataset are read fastest: those of parts sorted by entity as they stand, the entity told by counting
 * rows; joined with their entity where a file is not sorted.
 */
export async function rowSource(db: DuckDb, request: LatestRowsRequest): Promise<RowSource> {
  const { dataset, columns, entities } = request;
  const keys = keyColumns(dataset.schema);
  const { entity, eventTime, knowledgeTime } = keys;
  const relation = parquetRelation(dataset.files);
  // A row without a knowledge time is never known.
  const times = [eventTime, knowledgeTime].map((time) => `coalesce(epoch_us(r.${time})::DOUBLE, 'Infinity'::DOUBLE)`);
  const values = columns.map((column) => `coalesce(r.${quoteIdentifier(column)}, 'NaN'::DOUBLE)`);
  // Files are read in their order, and rows in theirs: DuckDB preserves it where nothing is sorted or joined.
  const inOrder = `SELECT ${[...times, ...values].join(', ')} FROM ${relation} r`;
  if (entity === undefined) return { keys, all: { sql: inOrder, entityBy: 'counted', runs: SINGLE_RUN } };

  const runs = await entityRuns(db, dataset, entities);
  if (runs !== undefined) {
    const place = `(r.file_index * ${FILE_ROWS} + r.file_row_number)::DOUBLE`;
    const placed = [...times, place, ...values].join(', ');
    return {
      keys,
      all: { sql: inOrder, entityBy: 'counted', runs },
      where: (condition) => ({
        sql: `SELECT ${placed} FROM ${relation} r WHERE ${condition}`,
        entityBy: 'placed',
        runs,
      }),
    };
  }
  await createTable(db, 'entity_index', [
    { name: '#entity', values: [...entities.keys()] },
    { name: '#index', values: Float64Array.from(entities.values()) },
  ]);
  const select = [...times, 'e."#index"', ...values].join(', ');
  const sql = `SELECT ${select} FROM ${relation} r JOIN entity_index e ON e."#entity" = r.${entity}`;
  return { keys, all: { sql, entityBy: 'indexed' } };
}
