import { numberReader, textReader } from './columnar-table.ts';
import { type DatasetFiles, keyColumns } from './dataset-columns.ts';
import type { DuckDb } from './duckdb.ts';
import { parquetRelation } from './sql.ts';

/** Which rows, counted in their order, are about which entity: one run after the other. */
export interface EntityRuns {
  /** How many rows there are up to and with each run; ascending. */
  readonly end: Float64Array;
  /** Index of each run's entity; −1 for one that was not asked for. */
  readonly entity: Int32Array;
  /** By the index of a file: how many rows there are before it. */
  readonly fileStart: readonly number[];
}

/** DuckDB's own columns, which one of the same name in a file would hide. */
const OWN_COLUMNS = ['file_index', 'file_row_number'];

/**
 * The runs of entities in a dataset's files, one file after the other. Parts are sorted by entity, so that a few thousand
 * numbers stand for the entity column of millions of rows, which then need not be read row by row.
 *
 * @param entities - Index by entity.
 * @returns undefined when some file is not sorted by entity.
 */
export async function entityRuns(
  db: DuckDb,
  { files, schema }: Pick<DatasetFiles, 'files' | 'schema'>,
  entities: ReadonlyMap<string, number>,
): Promise<EntityRuns | undefined> {
  if (schema.columns.some(({ name }) => OWN_COLUMNS.includes(name.toLowerCase()))) return undefined;
  const { entity } = keyColumns(schema);
  const [end, index]: [number[], number[]] = [[], []];
  let isSorted = true;
  const fileStart: number[] = [];
  for await (const chunk of db.chunks(`SELECT ${entity} AS entity, file_index::DOUBLE, count(*)::DOUBLE,
      max(file_row_number)::DOUBLE AS last_row
    FROM ${parquetRelation(files)} GROUP BY file_index, ${entity} ORDER BY file_index, last_row`)) {
    const name = textReader(chunk, 0);
    const [fileOf, count, lastRow] = [1, 2, 3].map((column) => numberReader(chunk, column));
    for (let row = 0; row < chunk.rowCount; row++) {
      const rowsBefore = end.at(-1) ?? 0;
      fileStart[fileOf(row)] ??= rowsBefore;
      // In the order of their last rows, entities stand apart exactly if each ends where their rows so far do.
      isSorted &&= fileStart[fileOf(row)] + lastRow(row) + 1 === rowsBefore + count(row);
      end.push(rowsBefore + count(row));
      index.push(entities.get(name(row) ?? '') ?? -1);
    }
  }
  return isSorted ? { end: Float64Array.from(end), entity: Int32Array.from(index), fileStart } : undefined;
}

/** All rows are about one entity. */
export const SINGLE_RUN: EntityRuns = {
  end: Float64Array.of(Number.POSITIVE_INFINITY),
  entity: Int32Array.of(0),
  fileStart: [0],
};
