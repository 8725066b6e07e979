import { numberColumn, readTable, textColumn } from './columnar-table.ts';
import { type OffendingRow, SHOWN_ROWS } from './dataset-issue.ts';
import type { DuckDb } from './duckdb.ts';
import { quoteIdentifier } from './sql.ts';

export interface OffendingRows {
  readonly count: number;
  readonly rows: readonly OffendingRow[];
}

/**
 * For each condition how many rows of a relation meet it, and the first ten of them with the asked columns. One pass
 * counts all; only a condition that is met costs another. By count_if, since thousands of FILTERs take memory with the
 * square of their number.
 *
 * @param relation - With the columns `#file` and `#row`.
 */
export async function offendingRows(
  db: DuckDb,
  relation: string,
  checks: readonly { readonly condition: string; readonly columns: readonly string[] }[],
): Promise<OffendingRows[]> {
  if (checks.length === 0) return [];
  const counts = await readTable(
    db,
    `SELECT ${checks.map(({ condition }, index) => `coalesce(count_if(${condition}), 0)::DOUBLE AS c${index}`).join(', ')} FROM ${relation}`,
    checks.map((_, index) => ({ name: `c${index}`, type: 'double' })),
  );
  const found: OffendingRows[] = [];
  for (const [index, { condition, columns }] of checks.entries()) {
    const count = numberColumn(counts, `c${index}`)[0] ?? 0;
    found.push({ count, rows: count === 0 ? [] : await firstRows(db, relation, condition, [...new Set(columns)]) });
  }
  return found;
}

async function firstRows(
  db: DuckDb,
  relation: string,
  condition: string,
  columns: readonly string[],
): Promise<OffendingRow[]> {
  const texts = columns.map((name) => `${quoteIdentifier(name)}::VARCHAR AS ${quoteIdentifier(name)}`);
  const table = await readTable(
    db,
    `SELECT ${['"#file"::DOUBLE AS "#file"', '"#row"::DOUBLE AS "#row"', ...texts].join(', ')} FROM ${relation} found
     WHERE ${condition} ORDER BY found."#file", found."#row" LIMIT ${SHOWN_ROWS}`,
    [
      { name: '#file', type: 'double' },
      { name: '#row', type: 'double' },
      ...columns.map((name) => ({ name, type: 'string' as const })),
    ],
  );
  const files = numberColumn(table, '#file');
  const rows = numberColumn(table, '#row');
  return Array.from({ length: table.rows }, (_, index) => ({
    file: files[index] ?? 0,
    row: rows[index] ?? 0,
    values: Object.fromEntries(columns.map((name) => [name, textColumn(table, name)[index] ?? null])),
  }));
}
