import type { CategoricalColumn, Column } from './column.ts';

/** What pandas would hold the column in, as far as any inference asks. */
export type DataType = 'integer' | 'float' | 'bool' | 'datetime' | 'zoned_datetime' | 'category' | 'object';

/** A categorical column of booleans is `bool` only when none is missing; with a missing one it is `object`. */
export function dataType(column: Column): DataType {
  if (column.kind === 'numeric') return column.isInteger === true ? 'integer' : 'float';
  if (column.kind === 'datetime') return column.isZoned === true ? 'zoned_datetime' : 'datetime';
  if (column.isDeclared === true) return 'category';
  return isBoolean(column) ? 'bool' : 'object';
}

/** pandas' is_numeric_dtype: booleans count as numbers. */
export function isNumericType(type: DataType): boolean {
  return type === 'integer' || type === 'float' || type === 'bool';
}

function isBoolean({ codes, categories }: CategoricalColumn): boolean {
  return categories.length > 0 && categories.every((each) => typeof each === 'boolean') && !codes.includes(-1);
}
