import { numberColumn, readableColumn, readTable } from '../columnar-table.ts';
import { SHOWN_ROWS } from '../dataset-issue.ts';
import type { DuckDb } from '../duckdb.ts';
import { type RowRecord, rowRecords } from '../row-records.ts';
import { quoteIdentifier } from '../sql.ts';
import type { RoleEvidence } from './column-roles.ts';
import type { ColumnProfile, ProfiledColumn } from './profile-columns.ts';

/** A file's rows with every value in the type its column was found to have. */
export interface FileRows extends RoleEvidence {
  /** SQL of the rows; times NULL where they are none. */
  readonly relation: string;
  /** One row of numbers; NaN where there is none. */
  numbers(expressions: readonly string[]): Promise<number[]>;
  /** The first ten values of the columns that several rows share. */
  repeated(columns: readonly ColumnProfile[]): Promise<readonly RowRecord[]>;
}

/** @param source - SQL of the file's rows as they are stored. */
export function fileRows(db: DuckDb, source: string, columns: readonly ProfiledColumn[]): FileRows {
  const typed = columns.map(({ name, value }) => `${value} AS ${quoteIdentifier(name)}`);
  const relation = `(SELECT ${typed.join(', ')} FROM ${source})`;
  const listed = (names: readonly ColumnProfile[]) => names.map(({ name }) => quoteIdentifier(name)).join(', ');

  async function numbers(expressions: readonly string[], from = relation): Promise<number[]> {
    const table = await readTable(
      db,
      `SELECT ${expressions.map((expression, index) => `(${expression})::DOUBLE AS v${index}`).join(', ')} FROM ${from}`,
      expressions.map((_, index) => ({ name: `v${index}`, type: 'double' })),
    );
    return expressions.map((_, index) => numberColumn(table, `v${index}`)[0] ?? Number.NaN);
  }

  return {
    relation,
    numbers: (expressions) => numbers(expressions),
    isNeverBefore: async (later, earlier) => {
      const condition = `${quoteIdentifier(later.name)} < ${quoteIdentifier(earlier.name)}`;
      const [before] = await numbers([`count(*) FILTER (WHERE ${condition})`]);
      return before === 0;
    },
    repeats: async (names) => {
      const groups = `(SELECT count(*) AS n FROM ${relation} GROUP BY ${listed(names)})`;
      const [repeats] = await numbers(['coalesce(sum(n - 1), 0)'], groups);
      return repeats ?? 0;
    },
    repeated: async (names) => {
      const table = await readTable(
        db,
        `SELECT ${names.map(readableColumn).join(', ')} FROM ${relation}
         GROUP BY ${listed(names)} HAVING count(*) > 1 ORDER BY ${listed(names)} LIMIT ${SHOWN_ROWS}`,
        names,
      );
      return rowRecords(table, names);
    },
  };
}
