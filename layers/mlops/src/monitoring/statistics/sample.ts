import type { CategoricalColumn, Category, Column } from '../columns/index.ts';
import { sortNumbers } from './sort-numbers.ts';

/** A cleaned column of one side; what is expensive is done once, at its first use. */
export interface NumericSample {
  readonly kind: 'numeric';
  /** Shape (size,); in the order of the rows, none missing. */
  readonly values: Float64Array;
  readonly size: number;
  readonly isInteger: boolean;
  /** Shape (size,); ascending. */
  readonly sorted: Float64Array;
}

export interface CategoricalSample {
  readonly kind: 'categorical';
  /** Shape (size,); positions in `categories`, none missing. */
  readonly codes: Int32Array;
  readonly size: number;
  readonly categories: readonly Category[];
}

export type Sample = NumericSample | CategoricalSample;

/**
 * What becomes of infinite values: `always` takes them for missing; `when_missing` only where the column has a missing
 * value too, as the tables of the reference do.
 */
export type Cleaning = 'always' | 'when_missing';

/** A column without its missing values. Times count as numbers, of which no test is asked. */
export function cleanColumn(column: Column, cleaning: Cleaning = 'always'): Sample {
  if (column.kind === 'categorical') return cleanCategories(column);
  const isInteger = column.kind === 'numeric' && column.isInteger === true;
  return numericSample(isInteger ? column.values : cleanNumbers(column.values, cleaning), isInteger);
}

/** @param values - Shape (size,), without NaN; kept, not copied. */
export function numericSample(values: Float64Array, isInteger = false): NumericSample {
  let sorted: Float64Array | undefined;
  return {
    kind: 'numeric',
    values,
    size: values.length,
    isInteger,
    get sorted() {
      sorted ??= sortNumbers(values);
      return sorted;
    },
  };
}

function cleanNumbers(values: Float64Array, cleaning: Cleaning): Float64Array {
  let missing = 0;
  let infinite = 0;
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    // Infinity − Infinity and NaN − NaN are NaN, any other difference is 0: one comparison a row.
    if (value - value === 0) continue;
    if (Number.isNaN(value)) missing++;
    else infinite++;
  }
  const dropped = cleaning === 'always' || missing > 0 ? missing + infinite : missing;
  if (dropped === 0) return values;
  const kept = new Float64Array(values.length - dropped);
  let at = 0;
  for (let row = 0; row < values.length; row++) if (Number.isFinite(values[row])) kept[at++] = values[row];
  return kept;
}

function cleanCategories(column: CategoricalColumn): CategoricalSample {
  const isInfinite = column.categories.map((each) => each === Infinity || each === -Infinity);
  const isKept = (code: number) => code >= 0 && !isInfinite[code];
  const isClean = !isInfinite.includes(true) && !hasMissing(column.codes);
  const codes = isClean ? column.codes : column.codes.filter(isKept);
  const size = codes.length;
  return { kind: 'categorical', codes, size, categories: column.categories };
}

function hasMissing(codes: Int32Array): boolean {
  for (let row = 0; row < codes.length; row++) if (codes[row] < 0) return true;
  return false;
}
