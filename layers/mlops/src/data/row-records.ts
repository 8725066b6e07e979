import type { Column } from '@optaic/mlops/registry/records';
import { type ColumnarTable, numberColumn, textColumn } from './columnar-table.ts';

/** A row as JSON shows it: times as UTC instants, missing values null. */
export type RowRecord = Readonly<Record<string, string | number | null>>;

/** A few rows of a table, for people to read. */
export function rowRecords(table: ColumnarTable, columns: readonly Pick<Column, 'name' | 'type'>[]): RowRecord[] {
  const readers = columns.map(({ name, type }) => [name, valueReader(table, name, type)] as const);
  return Array.from({ length: table.rows }, (_, row) =>
    Object.fromEntries(readers.map(([name, valueAt]) => [name, valueAt(row)])),
  );
}

function valueReader(
  table: ColumnarTable,
  name: string,
  type: Column['type'],
): (row: number) => string | number | null {
  if (type === 'string') {
    const texts = textColumn(table, name);
    return (row) => texts[row] ?? null;
  }
  const numbers = numberColumn(table, name);
  return (row) => {
    const value = numbers[row] ?? Number.NaN;
    if (Number.isNaN(value)) return null;
    return type === 'timestamp' ? new Date(value).toISOString() : value;
  };
}
