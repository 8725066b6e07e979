import type { Column } from './column.ts';
import type { ColumnType, Task } from './column-type.ts';
import { type DataType, dataType, isNumericType } from './data-type.ts';
import { distinctCount } from './distinct-count.ts';

/** Up to this many distinct whole numbers are categories. */
const MOST_INTEGER_CATEGORIES = 5;

/** The two sides of a comparison; one may be absent. */
export interface ColumnSides {
  readonly current?: Column | undefined;
  readonly reference?: Column | undefined;
}

/**
 * Type of a feature for tests and metrics of a column: whole numbers of at most five distinct values, booleans, text and
 * times with a zone are categories, other numbers numeric. Text is never inferred.
 *
 * @param sides - At least one is there; without any the type is `unknown`.
 * @see evidently 0.7.21, legacy/utils/data_preprocessing.py, `_get_column_type`.
 */
export function inferFeatureType(sides: ColumnSides): ColumnType {
  const type = workingType(sides);
  if (type === undefined) return 'unknown';
  if (type === 'integer') return distinctBelow(sides, MOST_INTEGER_CATEGORIES) ? 'cat' : 'num';
  if (type === 'float') return 'num';
  return type === 'datetime' ? 'datetime' : 'cat';
}

/**
 * Type of the target: numeric for regression, and for numbers of more than five distinct values unless the task is
 * classification.
 *
 * @see evidently 0.7.21, legacy/utils/data_preprocessing.py, `_get_column_type`.
 */
export function inferTargetType(sides: ColumnSides, task: Task | undefined): ColumnType {
  if (task === 'regression') return 'num';
  const type = workingType(sides);
  const isNumber = type !== undefined && isNumericType(type);
  return isNumber && task !== 'classification' && !distinctBelow(sides, MOST_INTEGER_CATEGORIES) ? 'num' : 'cat';
}

/**
 * Type of a prediction that is one column: numbers in [0, 1] are probabilities, hence numeric; few distinct whole numbers
 * and text are labels.
 *
 * @see evidently 0.7.21, legacy/utils/data_preprocessing.py, `_get_column_type`.
 */
export function inferPredictionType(sides: ColumnSides, task: Task | undefined): ColumnType {
  const type = workingType(sides);
  if (type === 'object') return 'cat';
  if (type === undefined || !isNumericType(type) || task === 'regression') return 'num';
  const isFew = distinctBelow(sides, MOST_INTEGER_CATEGORIES);
  if (isFew && type === 'integer') return 'cat';
  return (isFew || task === 'classification') && !isProbability(sides.current) ? 'cat' : 'num';
}

/** The task a target speaks for when none is named; undefined without a target. */
export function inferTask(targetType: ColumnType | undefined): Task | undefined {
  if (targetType === undefined) return undefined;
  return targetType === 'num' ? 'regression' : 'classification';
}

/** The current side's type; the reference's where the two differ and one of them is no number. */
function workingType({ current, reference }: ColumnSides): DataType | undefined {
  if (current === undefined) return reference && dataType(reference);
  const type = dataType(current);
  if (reference === undefined) return type;
  const other = dataType(reference);
  return type === other || (isAssignable(type) && isAssignable(other)) ? type : other;
}

function isAssignable(type: DataType): boolean {
  return type === 'integer' || type === 'float' || type === 'datetime';
}

/** Counted in the reference, and in the current side where the reference has no value. */
function distinctBelow({ current, reference }: ColumnSides, most: number): boolean {
  const inReference = reference === undefined ? 0 : distinctCount([reference], most);
  if (inReference > 0) return inReference <= most;
  return current === undefined || distinctCount([current], most) <= most;
}

function isProbability(column: Column | undefined): boolean {
  return column?.kind !== 'numeric' || !column.values.some((value) => value < 0 || value > 1);
}
