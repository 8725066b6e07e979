import type { Column, DatasetContracts } from '@optaic/mlops/registry/records';
import { numberColumn, readTable } from './columnar-table.ts';
import { valueColumns } from './dataset-columns.ts';
import type { DuckDb } from './duckdb.ts';
import type { NumberedRows } from './numbered-rows.ts';
import { type OffendingRows, offendingRows } from './offending-rows.ts';
import { quoteIdentifier } from './sql.ts';

/** What a dataset promises about the values in its rows. */
export type QualityContracts = Pick<DatasetContracts, 'missing' | 'ranges' | 'constant'>;

export interface MeasureQualityOptions {
  /** The keys are known to be distinct, as those of an accepted write are: they are not looked at. @default false */
  readonly keysAreDistinct?: boolean;
}

/** What the rows of a value column hold. */
export interface ColumnQuality {
  readonly name: string;
  /** Rows with a value; infinite ones are counted, NaN is none. */
  readonly values: number;
  /** Rows without one; named only where their share breaks the contract. */
  readonly missing: OffendingRows;
  readonly infinite: OffendingRows;
  /** Rows outside the contract's closed range; none without one. */
  readonly outside: OffendingRows;
  /** Of the finite values; absent without one and in a column that holds no numbers. */
  readonly least?: number;
  readonly greatest?: number;
  /** Every value is the same one; false without values. */
  readonly isConstant: boolean;
}

export interface QualityMeasure {
  readonly rows: number;
  /** One a value column, in the schema's order. */
  readonly columns: readonly ColumnQuality[];
  /** Rows whose key an earlier row has. */
  readonly duplicates: OffendingRows;
}

/** DuckDB plans thousands of aggregates in one statement far slower than it computes them. */
const COLUMNS_PER_PASS = 50;

const NONE: OffendingRows = { count: 0, rows: [] };

/**
 * Measures the values of rows: what is missing, infinite, out of range, repeated or always the same. Offending rows are
 * counted and the first ten are named. Nothing is added up but counts, so threads change nothing.
 *
 * @param contracts - Which ranges are looked at, and which share of missing values is worth naming rows for.
 */
export async function measureQuality(
  db: DuckDb,
  rows: NumberedRows,
  contracts: QualityContracts = {},
  { keysAreDistinct = false }: MeasureQualityOptions = {},
): Promise<QualityMeasure> {
  const { relation, schema } = rows;
  const keys = schema.columns.filter(({ role }) => role !== 'value').map(({ name }) => name);
  const values = valueColumns(schema);
  const columns: ColumnQuality[] = [];
  let count = 0;
  // At least one pass, so that rows without value columns are counted too.
  for (let start = 0; start === 0 || start < values.length; start += COLUMNS_PER_PASS) {
    const some = values.slice(start, start + COLUMNS_PER_PASS);
    const counts = await countValues(db, relation, some);
    count = counts.rows;
    const offending = await offendingRows(db, relation, checksOf(some, counts, contracts, keys));
    some.forEach(({ name }, index) => {
      const found = counts.columns[index] ?? { values: 0, isConstant: false };
      columns.push({
        name,
        ...found,
        missing: { count: count - found.values, rows: offending[3 * index]?.rows ?? [] },
        infinite: offending[3 * index + 1] ?? NONE,
        outside: offending[3 * index + 2] ?? NONE,
      });
    });
  }
  return { rows: count, columns, duplicates: keysAreDistinct ? NONE : await duplicatedKeys(db, relation, keys) };
}

/** Three a column: missing where that is worth naming rows for, infinite, out of range. */
function checksOf(
  columns: readonly Column[],
  counts: { rows: number; columns: readonly ValueCounts[] },
  contracts: QualityContracts,
  keys: readonly string[],
): { condition: string; columns: readonly string[] }[] {
  const limit = contracts.missing?.maximumShare ?? 1;
  return columns.flatMap((column, index) => {
    const missing = counts.rows - (counts.columns[index]?.values ?? 0);
    return [
      missing > limit * counts.rows ? missingCondition(column) : 'false',
      column.type === 'double' ? `isinf(${quoteIdentifier(column.name)})` : 'false',
      outsideCondition(column, contracts),
    ].map((condition) => ({ condition, columns: [...keys, column.name] }));
  });
}

function missingCondition({ name, type }: Column): string {
  const quoted = quoteIdentifier(name);
  return type === 'double' ? `(${quoted} IS NULL OR isnan(${quoted}))` : `${quoted} IS NULL`;
}

function outsideCondition({ name, type }: Column, { ranges }: QualityContracts): string {
  const range = ranges?.[name];
  if (range === undefined || type !== 'double') return 'false';
  const quoted = quoteIdentifier(name);
  const sides = [
    ...(range.minimum === undefined ? [] : [`${quoted} < ${range.minimum}::DOUBLE`]),
    ...(range.maximum === undefined ? [] : [`${quoted} > ${range.maximum}::DOUBLE`]),
  ];
  // An infinite value is infinite, whatever the range; NaN, which DuckDB sorts last, is missing.
  return sides.length === 0 ? 'false' : `isfinite(${quoted}) AND (${sides.join(' OR ')})`;
}

interface ValueCounts {
  readonly values: number;
  readonly isConstant: boolean;
  readonly least?: number;
  readonly greatest?: number;
}

async function countValues(
  db: DuckDb,
  relation: string,
  columns: readonly Column[],
): Promise<{ rows: number; columns: readonly ValueCounts[] }> {
  // Aggregates over prepared values: DuckDB is slow at many aggregates with filters of their own.
  const prepared = columns.flatMap(({ name, type }, index) => {
    const quoted = quoteIdentifier(name);
    if (type !== 'double') return [`${quoted} AS p${index}`, `NULL::DOUBLE AS f${index}`];
    return [
      `CASE WHEN NOT isnan(${quoted}) THEN ${quoted} END AS p${index}`,
      `CASE WHEN isfinite(${quoted}) THEN ${quoted} END AS f${index}`,
    ];
  });
  const expressions = columns.flatMap((_, index) => [
    `count(p${index})::DOUBLE AS v${index}`,
    `(min(p${index}) = max(p${index}))::INTEGER::DOUBLE AS c${index}`,
    `min(f${index}) AS l${index}`,
    `max(f${index}) AS g${index}`,
  ]);
  const names = ['rows', ...columns.flatMap((_, index) => ['v', 'c', 'l', 'g'].map((kind) => `${kind}${index}`))];
  const table = await readTable(
    db,
    `SELECT ${['count(*)::DOUBLE AS rows', ...expressions].join(', ')}
      FROM (SELECT ${['1', ...prepared].join(', ')} FROM ${relation})`,
    names.map((name) => ({ name, type: 'double' })),
  );
  const value = (name: string) => numberColumn(table, name)[0] ?? Number.NaN;
  return {
    rows: value('rows'),
    columns: columns.map((_, index) => {
      const [least, greatest] = [value(`l${index}`), value(`g${index}`)];
      return {
        values: value(`v${index}`),
        isConstant: value(`c${index}`) === 1,
        ...(Number.isNaN(least) ? {} : { least, greatest }),
      };
    }),
  };
}

async function duplicatedKeys(db: DuckDb, relation: string, keys: readonly string[]): Promise<OffendingRows> {
  const key = keys.map(quoteIdentifier).join(', ');
  const repeated = `(SELECT * FROM ${relation}
    QUALIFY row_number() OVER (PARTITION BY ${key} ORDER BY "#file", "#row") > 1)`;
  const [found] = await offendingRows(db, repeated, [{ condition: 'true', columns: keys }]);
  return found ?? NONE;
}
