import { type Column, type DataColumns, distinctCount, rowCount } from '../columns/index.ts';
import type { DataSets } from './data-sets.ts';
import { datasetColumns } from './dataset-columns.ts';
import { almostDuplicatedColumns, duplicatedColumns, duplicatedRows } from './duplicates.ts';
import { rowsOf } from './missing-values.ts';
import { valueCounts } from './value-counts.ts';

/** From this share of rows on a column is almost constant, and two are almost duplicates. */
export const ALMOST = 0.95;

/** A data set at a glance, in the reference's names. Missing is no value at all; infinities and empty text are values. */
export interface DatasetSummary {
  readonly target: string | null;
  readonly prediction: string | readonly string[] | null;
  readonly date_column: string | null;
  readonly id_column: string | null;
  readonly number_of_columns: number;
  readonly number_of_rows: number;
  readonly number_of_missing_values: number;
  readonly number_of_categorical_columns: number;
  readonly number_of_numeric_columns: number;
  readonly number_of_text_columns: number;
  readonly number_of_datetime_columns: number;
  /** At most one distinct value, missing ones aside. */
  readonly number_of_constant_columns: number;
  readonly number_of_almost_constant_columns: number;
  /** Pairs. */
  readonly number_of_duplicated_columns: number;
  readonly number_of_almost_duplicated_columns: number;
  readonly number_of_empty_rows: number;
  readonly number_of_empty_columns: number;
  /** Rows that repeat an earlier one. */
  readonly number_of_duplicated_rows: number;
  readonly nans_by_columns: Readonly<Record<string, number>>;
  readonly number_uniques_by_columns: Readonly<Record<string, number>>;
}

/** @see evidently 0.7.21, legacy/metrics/data_integrity/dataset_summary_metric.py. */
export function datasetSummary(columns: DataColumns, roles: DataSets['roles']): DatasetSummary {
  const names = datasetColumns(columns, roles);
  const rows = rowsOf(columns);
  const missing = [...columns].map(([name, column]) => [name, missingCount(column)] as const);
  const unique = [...columns].map(([name, column]) => [name, distinctCount([column])] as const);
  return {
    target: names.utility_columns.target,
    prediction: names.utility_columns.prediction,
    date_column: names.utility_columns.date,
    id_column: names.utility_columns.id,
    number_of_columns: columns.size,
    number_of_rows: rows,
    number_of_missing_values: missing.reduce((total, [, count]) => total + count, 0),
    number_of_categorical_columns: names.cat_feature_names.length,
    number_of_numeric_columns: names.num_feature_names.length,
    number_of_text_columns: names.text_feature_names.length,
    number_of_datetime_columns: names.datetime_feature_names.length,
    number_of_constant_columns: unique.filter(([, count]) => count <= 1).length,
    number_of_almost_constant_columns: [...columns.values()].filter((column) => isAlmostConstant(column)).length,
    number_of_duplicated_columns: duplicatedColumns(columns),
    number_of_almost_duplicated_columns: almostDuplicatedColumns(columns, ALMOST),
    number_of_empty_rows: emptyRows(columns),
    number_of_empty_columns: missing.filter(([, count]) => count === rows).length,
    number_of_duplicated_rows: duplicatedRows(columns),
    nans_by_columns: Object.fromEntries(missing),
    number_uniques_by_columns: Object.fromEntries(unique),
  };
}

function missingCount(column: Column): number {
  let count = 0;
  for (let row = 0; row < rowCount(column); row++) if (isMissing(column, row)) count++;
  return count;
}

function isMissing(column: Column, row: number): boolean {
  return column.kind === 'categorical' ? column.codes[row] < 0 : Number.isNaN(column.values[row]);
}

function isAlmostConstant(column: Column): boolean {
  const counts = valueCounts(column);
  counts.delete(null);
  let most = 0;
  for (const count of counts.values()) most = Math.max(most, count);
  return most > 0 && most / rowCount(column) >= ALMOST;
}

function emptyRows(columns: DataColumns): number {
  const all = [...columns.values()];
  let count = 0;
  for (let row = 0; row < rowsOf(columns); row++) if (all.every((column) => isMissing(column, row))) count++;
  return count;
}
