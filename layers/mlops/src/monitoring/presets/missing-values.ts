import { type Category, type Column, type DataColumns, rowCount } from '../columns/index.ts';

/** What counts as missing: null stands for every kind of no value. */
export type MissingValue = Category | null;

/** Empty text, both infinities and no value. */
export const STANDARD_MISSING_VALUES: readonly MissingValue[] = [
  '',
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  null,
];

export interface MissingValueOptions {
  readonly missingValues?: readonly MissingValue[] | undefined;
  /** Whether `missingValues` take the place of the standard ones or are added to them. @default true */
  readonly replace?: boolean | undefined;
}

/** Missing values of a data set, in the reference's names; kinds are keyed by their text, no value by `null`. */
export interface DatasetMissingValues {
  readonly different_missing_values: Readonly<Record<string, number>>;
  /** Kinds that occur. */
  readonly number_of_different_missing_values: number;
  readonly different_missing_values_by_column: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly number_of_different_missing_values_by_column: Readonly<Record<string, number>>;
  readonly number_of_missing_values: number;
  /** Of all cells. */
  readonly share_of_missing_values: number;
  readonly number_of_missing_values_by_column: Readonly<Record<string, number>>;
  /** Of the column's rows; without a field of data without rows. */
  readonly share_of_missing_values_by_column: Readonly<Record<string, number>>;
  readonly number_of_rows: number;
  readonly number_of_rows_with_missing_values: number;
  readonly share_of_rows_with_missing_values: number;
  readonly number_of_columns: number;
  /** In ascending order. */
  readonly columns_with_missing_values: readonly string[];
  readonly number_of_columns_with_missing_values: number;
  readonly share_of_columns_with_missing_values: number;
}

/**
 * Counts missing values by kind, column and row.
 *
 * @see evidently 0.7.21, legacy/metrics/data_integrity/dataset_missing_values_metric.py.
 */
export function datasetMissingValues(columns: DataColumns, options: MissingValueOptions = {}): DatasetMissingValues {
  const kinds = missingKinds(options);
  const rows = rowsOf(columns);
  const isRowMissing = new Uint8Array(rows);
  const perColumn = new Map(
    Array.from(columns, ([name, column]) => [name, countKinds(column, kinds, isRowMissing)] as const),
  );
  const totals = new Map(
    kinds.map((kind) => [kind, sum(Array.from(perColumn.values(), (counts) => counts.get(kind) ?? 0))]),
  );
  const byColumn = Array.from(perColumn, ([name, counts]) => [name, sum([...counts.values()])] as const);
  const total = sum(byColumn.map(([, count]) => count));
  const withMissing = byColumn.filter(([, count]) => count > 0).map(([name]) => name);
  const missingRows = isRowMissing.reduce((count, each) => count + each, 0);
  return {
    different_missing_values: keyed(totals),
    number_of_different_missing_values: occurring(totals),
    different_missing_values_by_column: fromEntries(perColumn, keyed),
    number_of_different_missing_values_by_column: fromEntries(perColumn, occurring),
    number_of_missing_values: total,
    share_of_missing_values: rows === 0 ? 0 : total / (columns.size * rows),
    number_of_missing_values_by_column: Object.fromEntries(byColumn),
    share_of_missing_values_by_column:
      rows === 0 ? {} : Object.fromEntries(byColumn.map(([name, count]) => [name, count / rows])),
    number_of_rows: rows,
    number_of_rows_with_missing_values: missingRows,
    share_of_rows_with_missing_values: rows === 0 ? 0 : missingRows / rows,
    number_of_columns: columns.size,
    columns_with_missing_values: withMissing.sort(),
    number_of_columns_with_missing_values: withMissing.length,
    share_of_columns_with_missing_values: columns.size === 0 ? 0 : withMissing.length / columns.size,
  };
}

/** Rows of a data set; 0 without columns. */
export function rowsOf(columns: DataColumns): number {
  const [first] = columns.values();
  return first === undefined ? 0 : rowCount(first);
}

function missingKinds({ missingValues, replace = true }: MissingValueOptions): readonly MissingValue[] {
  if (missingValues === undefined) return STANDARD_MISSING_VALUES;
  return [...new Set(replace ? missingValues : [...STANDARD_MISSING_VALUES, ...missingValues])];
}

type KindCounts = ReadonlyMap<MissingValue, number>;

function countKinds(column: Column, kinds: readonly MissingValue[], isRowMissing: Uint8Array): KindCounts {
  const counts = new Map(kinds.map((kind) => [kind, 0]));
  const add = (kind: MissingValue, row: number) => {
    const count = counts.get(kind);
    if (count === undefined) return;
    counts.set(kind, count + 1);
    isRowMissing[row] = 1;
  };
  if (column.kind === 'categorical') {
    const kindOf = column.categories.map((category) => (counts.has(category) ? category : undefined));
    column.codes.forEach((code, row) => {
      const kind = code < 0 ? null : kindOf[code];
      if (kind !== undefined) add(kind, row);
    });
    return counts;
  }
  const others = new Set(kinds);
  column.values.forEach((value, row) => {
    if (Number.isNaN(value)) add(null, row);
    else if (others.has(value)) add(value, row);
  });
  return counts;
}

function occurring(counts: KindCounts): number {
  return [...counts.values()].filter((count) => count > 0).length;
}

function keyed(counts: KindCounts): Record<string, number> {
  return Object.fromEntries(Array.from(counts, ([kind, count]) => [String(kind), count]));
}

function fromEntries<T>(
  perColumn: ReadonlyMap<string, KindCounts>,
  pick: (counts: KindCounts) => T,
): Record<string, T> {
  return Object.fromEntries(Array.from(perColumn, ([name, counts]) => [name, pick(counts)]));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
