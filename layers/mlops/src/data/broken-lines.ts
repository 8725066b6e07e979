import { numberColumn, readTable, textColumn } from './columnar-table.ts';
import { SHOWN_ROWS } from './dataset-issue.ts';
import type { DuckDb } from './duckdb.ts';
import type { OffendingRows } from './offending-rows.ts';
import { fileRelation } from './uploaded-file.ts';

const LINE_LIMIT = 100;

export interface BrokenLines extends OffendingRows {
  /** Of the first. */
  readonly reason: string;
}

/**
 * The lines of a CSV file that break its form: a quote that is not closed, too many or too few values, no UTF-8. For a
 * file that could not be read; undefined when its form is not even good enough to name lines.
 */
export async function brokenLines(
  db: DuckDb,
  { path, names, file }: { path: string; names: readonly string[]; file: number },
): Promise<BrokenLines | undefined> {
  const options = "store_rejects = true, rejects_table = 'rejected', rejects_scan = 'rejected_scans'";
  try {
    await db.run('DROP TABLE IF EXISTS rejected; DROP TABLE IF EXISTS rejected_scans');
    await readTable(
      db,
      `SELECT count(*)::DOUBLE AS rows FROM ${fileRelation({ path, format: 'csv' }, names, options)}`,
      [{ name: 'rows', type: 'double' }],
    );
  } catch {
    // The caller has the error of the first reading; this one only said it again.
    return undefined;
  }
  const found = '(SELECT line, min(error_message) AS reason, min(csv_line) AS text FROM rejected GROUP BY line)';
  const table = await readTable(
    db,
    `SELECT count(*) OVER ()::DOUBLE AS count, line::DOUBLE AS line, reason, text[1:${LINE_LIMIT}] AS text
     FROM ${found} ORDER BY line LIMIT ${SHOWN_ROWS}`,
    [
      { name: 'count', type: 'double' },
      { name: 'line', type: 'double' },
      { name: 'reason', type: 'string' },
      { name: 'text', type: 'string' },
    ],
  );
  if (table.rows === 0) return undefined;
  const reasons = textColumn(table, 'reason');
  const texts = textColumn(table, 'text');
  return {
    count: numberColumn(table, 'count')[0] ?? 0,
    reason: reasons[0] ?? '',
    // The header is the first line.
    rows: [...numberColumn(table, 'line')].map((line, index) => ({
      file,
      row: Math.max(1, line - 1),
      values: { line: texts[index] ?? null, reason: reasons[index] ?? null },
    })),
  };
}
