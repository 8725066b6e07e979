import type { Instant } from '@optaic/mlops/base';
import { keyColumns } from './dataset-columns.ts';
import type { DuckDb } from './duckdb.ts';
import type { NumberedRows } from './numbered-rows.ts';
import { type OffendingRows, offendingRows } from './offending-rows.ts';
import { timestampLiteral } from './sql.ts';

/** Rows that a write adds to what was known before it. */
export interface BackfillMeasure {
  /** The dataset's high-water mark before the write. */
  readonly highWaterMark: Instant;
  readonly rows: OffendingRows;
}

/** Counts the rows known before the high-water mark of what they come on top of, and names the first ten. */
export async function measureBackfill(
  db: DuckDb,
  { relation, schema }: NumberedRows,
  highWaterMark: Instant,
): Promise<BackfillMeasure> {
  const { knowledgeTime } = keyColumns(schema);
  const columns = schema.columns.filter(({ role }) => role !== 'value').map(({ name }) => name);
  const condition = `${knowledgeTime} < ${timestampLiteral(highWaterMark)}`;
  const [rows] = await offendingRows(db, relation, [{ condition, columns }]);
  return { highWaterMark, rows: rows ?? { count: 0, rows: [] } };
}
