import type { Instant } from '@optaic/mlops/base';
import { keyColumns } from './dataset-columns.ts';
import type { DuckDb } from './duckdb.ts';
import type { NumberedRows } from './numbered-rows.ts';
import { type OffendingRows, offendingRows } from './offending-rows.ts';
import { timestampLiteral } from './sql.ts';

/** Rows that claim to know what nobody could. */
export interface LookaheadMeasure {
  /** Known before their event; none in a scheduled dataset, where that is meant. */
  readonly knownBeforeEvent: OffendingRows;
  /** Known only after the as-of time. */
  readonly knownAfterAsOf: OffendingRows;
}

/** Counts the rows that look ahead, and names the first ten of each kind. */
export async function measureLookahead(
  db: DuckDb,
  { relation, schema }: NumberedRows,
  asOf: Instant,
): Promise<LookaheadMeasure> {
  const { eventTime, knowledgeTime } = keyColumns(schema);
  const columns = schema.columns.filter(({ role }) => role !== 'value').map(({ name }) => name);
  const [before, after] = await offendingRows(db, relation, [
    { condition: schema.scheduled ? 'false' : `${knowledgeTime} < ${eventTime}`, columns },
    { condition: `${knowledgeTime} > ${timestampLiteral(asOf)}`, columns },
  ]);
  const none: OffendingRows = { count: 0, rows: [] };
  return { knownBeforeEvent: before ?? none, knownAfterAsOf: after ?? none };
}
