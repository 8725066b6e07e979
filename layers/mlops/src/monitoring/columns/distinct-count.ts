import type { Category, Column } from './column.ts';

/**
 * Number of distinct values of columns taken together, the missing ones not counted; infinities are values.
 *
 * @param limit - Counting stops above it, so that `distinctCount(columns, 5) > 5` never visits a long column whole.
 * @returns At most `limit + 1`.
 */
export function distinctCount(columns: readonly Column[], limit = Number.POSITIVE_INFINITY): number {
  const seen = new Set<Category>();
  for (const column of columns) {
    if (column.kind === 'categorical') addCategories(seen, column.codes, column.categories, limit);
    else addNumbers(seen, column.values, limit);
    if (seen.size > limit) return seen.size;
  }
  return seen.size;
}

function addNumbers(seen: Set<Category>, values: Float64Array, limit: number): void {
  for (let row = 0; row < values.length && seen.size <= limit; row++) {
    if (!Number.isNaN(values[row])) seen.add(values[row]);
  }
}

function addCategories(seen: Set<Category>, codes: Int32Array, categories: readonly Category[], limit: number): void {
  const used = new Uint8Array(categories.length);
  for (const code of codes) if (code >= 0) used[code] = 1;
  for (let code = 0; code < used.length && seen.size <= limit; code++) if (used[code] === 1) seen.add(categories[code]);
}
