import type { Column, DataColumns } from './column.ts';
import type { ColumnType, Task } from './column-type.ts';
import { dataType, isNumericType } from './data-type.ts';
import { distinctCount } from './distinct-count.ts';

/** The roles of columns, by name; a name that the data lacks has no role. */
export interface ColumnRoles {
  readonly target?: string | undefined;
  readonly prediction?: string | readonly string[] | undefined;
  readonly datetime?: string | undefined;
  readonly id?: string | undefined;
  readonly text?: readonly string[] | undefined;
}

/** The names of the features of each type, in ascending order but text, which is in the given order. */
export interface TableColumns {
  readonly num: readonly string[];
  readonly cat: readonly string[];
  readonly datetime: readonly string[];
  readonly text: readonly string[];
}

/**
 * Features of a whole table by type: every number is `num` however few values it has, booleans and what is left are `cat`.
 *
 * @param columns - Of the reference for drift, of the current side for regression and classification.
 * @see evidently 0.7.21, legacy/utils/data_operations.py, `process_columns`.
 */
export function inferTableColumns(columns: DataColumns, roles: ColumnRoles = {}): TableColumns {
  const text = roles.text ?? [];
  const { target, prediction, datetime, id } = roles;
  const taken = new Set([target, prediction, datetime, id, text].flat());
  const names = { num: [] as string[], cat: [] as string[], datetime: [] as string[] };
  for (const [name, column] of columns) if (!taken.has(name)) names[featureKind(column)].push(name);
  return {
    num: names.num.sort(compareText),
    cat: names.cat.sort(compareText),
    datetime: names.datetime.sort(compareText),
    text,
  };
}

/**
 * The task a target speaks for in a whole table: regression for numbers of five or more distinct values.
 *
 * @see evidently 0.7.21, legacy/utils/data_operations.py, `recognize_task`.
 */
export function inferTableTask(target: Column): Task {
  return isNumericType(dataType(target)) && distinctCount([target], 5) >= 5 ? 'regression' : 'classification';
}

/**
 * Type of the target in a whole table.
 *
 * @param sides - The target in the reference and in the current data.
 * @see evidently 0.7.21, legacy/utils/data_operations.py, `recognize_column_type_`.
 */
export function inferTableTargetType(sides: readonly Column[], task: Task | undefined): ColumnType {
  if (task === 'regression') return 'num';
  return sides.every((side) => isNumericType(dataType(side))) &&
    task !== 'classification' &&
    distinctCount(sides, 5) > 5
    ? 'num'
    : 'cat';
}

/** As `inferTableTargetType`; also numeric for fractions that are all in [0, 1]. */
export function inferTablePredictionType(sides: readonly Column[], task: Task | undefined): ColumnType {
  if (inferTableTargetType(sides, task) === 'num') return 'num';
  return sides.every(isFractionsInUnit) ? 'num' : 'cat';
}

function isFractionsInUnit(side: Column): boolean {
  return side.kind === 'numeric' && side.isInteger !== true && !side.values.some((value) => value < 0 || value > 1);
}

function featureKind(column: Column): 'num' | 'cat' | 'datetime' {
  if (column.kind === 'numeric') return 'num';
  return column.kind === 'datetime' && column.isZoned !== true ? 'datetime' : 'cat';
}

/** By code units, as everywhere in the platform; Python's order by code points differs beyond the first plane only. */
function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
