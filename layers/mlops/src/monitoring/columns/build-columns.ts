import type { CategoricalColumn, Category, NumericColumn } from './column.ts';

/**
 * A numeric column; an integer one where every value is whole and none is missing, as a reader of files types it.
 *
 * @param values - Shape (rows,); null and NaN are missing.
 */
export function numericColumn(values: ArrayLike<number | null>): NumericColumn {
  const copied = new Float64Array(values.length);
  let isInteger = values.length > 0;
  for (let row = 0; row < copied.length; row++) {
    copied[row] = values[row] ?? Number.NaN;
    isInteger &&= Number.isInteger(copied[row]);
  }
  return { kind: 'numeric', values: copied, isInteger };
}

/**
 * A categorical column with the categories in the order of their first row.
 *
 * @param values - Shape (rows,); null is missing, as is the number NaN.
 */
export function categoricalColumn(values: ArrayLike<Category | null>): CategoricalColumn {
  const codes = new Int32Array(values.length);
  const codeOf = new Map<Category, number>();
  for (let row = 0; row < codes.length; row++) {
    const value = values[row];
    if (value === null || Number.isNaN(value)) {
      codes[row] = -1;
      continue;
    }
    let code = codeOf.get(value);
    if (code === undefined) {
      code = codeOf.size;
      codeOf.set(value, code);
    }
    codes[row] = code;
  }
  return { kind: 'categorical', codes, categories: [...codeOf.keys()] };
}
