import type { CategoricalColumn, Column } from './column.ts';
import type { ColumnType } from './column-type.ts';
import { dataType } from './data-type.ts';
import { distinctCount } from './distinct-count.ts';

/** Up to this many distinct whole numbers are categories. */
const MOST_INTEGER_CATEGORIES = 10;

/**
 * Type of a column by itself, as the newer interface infers it: strings that are mostly distinct are text, whole numbers of
 * at most ten values categories.
 *
 * @see evidently 0.7.21, core/datasets.py, `infer_column_type`.
 */
export function inferValueType(column: Column): ColumnType {
  switch (dataType(column)) {
    case 'float':
      return 'num';
    case 'integer':
      return distinctCount([column], MOST_INTEGER_CATEGORIES) <= MOST_INTEGER_CATEGORIES ? 'cat' : 'num';
    case 'datetime':
    case 'zoned_datetime':
      return 'datetime';
    case 'object':
      return column.kind === 'categorical' ? inferObjectType(column) : 'unknown';
    default:
      return 'cat';
  }
}

function inferObjectType(column: CategoricalColumn): ColumnType {
  const isString = (code: number | undefined) => code !== undefined && typeof column.categories[code] === 'string';
  const isPresent = (code: number) => code >= 0;
  if (!isString(column.codes.find(isPresent)) || !isString(column.codes.findLast(isPresent))) return 'unknown';
  let present = 0;
  for (const code of column.codes) if (code >= 0) present++;
  return distinctCount([column]) > 0.5 * present ? 'text' : 'cat';
}
