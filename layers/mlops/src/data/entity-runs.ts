import { numberReader, textReader } from './columnar-table.ts';
import type { DatasetFiles } from './dataset-columns.ts';
import { keyColumns } from './dataset-columns.ts';
import type { DuckDb } from './duckdb.ts';
import { parquetRelation } from './sql.ts';

/** SQL of a row's position over the files of one `read_parquet`: ascending, and without a gap within a file. */
export const ROW_POSITION = '(file_index::DOUBLE * 4294967296 + file_row_number::DOUBLE)';

/** A column of this name would hide DuckDB's own. */
const POSITION_COLUMNS = ['file_index', 'file_row_number'];

/** Which rows are about which entity: ranges of positions, ascending, that do not overlap. */
export interface EntityRuns {
  /** Position of each run's first row, and one past its last. */
  readonly start: Float64Array;
  readonly end: Float64Array;
  /** Index of each run's entity; −1 for one that was not asked for. */
  readonly entity: Int32Array;
}

/**
 * Where each entity's rows stand in the files. Parts are sorted by entity, so that a few thousand ranges stand for the
 * entity column of millions of rows, which then need not be read, hashed or compared row by row.
 *
 * @param entities - Index by entity.
 * @returns undefined when some file is not sorted by entity.
 */
export async function entityRuns(
  db: DuckDb,
  { files, schema }: Pick<DatasetFiles, 'files' | 'schema'>,
  entities: ReadonlyMap<string, number>,
): Promise<EntityRuns | undefined> {
  if (schema.columns.some(({ name }) => POSITION_COLUMNS.includes(name.toLowerCase()))) return undefined;
  const { entity } = keyColumns(schema);
  const runs: { start: number; end: number; entity: number }[] = [];
  const sql = `SELECT ${entity} AS entity, min(position) AS first, max(position) AS last, count(*)::DOUBLE
    FROM (SELECT ${entity}, file_index, ${ROW_POSITION} AS position FROM ${parquetRelation(files)})
    GROUP BY file_index, ${entity} ORDER BY first`;
  let isSorted = true;
  for await (const chunk of db.chunks(sql)) {
    const [name, first, last] = [textReader(chunk, 0), numberReader(chunk, 1), numberReader(chunk, 2)];
    const count = numberReader(chunk, 3);
    for (let row = 0; row < chunk.rowCount; row++) {
      const [start, end] = [first(row), last(row) + 1];
      isSorted &&= end - start === count(row);
      runs.push({ start, end, entity: entities.get(name(row) ?? '') ?? -1 });
    }
  }
  if (!isSorted) return undefined;
  return {
    start: Float64Array.from(runs, ({ start }) => start),
    end: Float64Array.from(runs, ({ end }) => end),
    entity: Int32Array.from(runs, ({ entity: index }) => index),
  };
}

/** One run an index: what a query that says each row's entity by its index is read with. */
export function identityRuns(count: number): EntityRuns {
  const entity = Int32Array.from({ length: count }, (_, index) => index);
  return { start: Float64Array.from(entity), end: Float64Array.from(entity, (index) => index + 1), entity };
}
