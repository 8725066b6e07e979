import type { Category, Column } from '../columns/index.ts';

/** How often each value of a column occurs, in the order of first rows; null is missing, infinities are values. */
export function valueCounts(column: Column): Map<Category | null, number> {
  if (column.kind !== 'categorical') return countNumbers(column.values);
  const { codes, categories } = column;
  const perCode = new Map<number, number>();
  for (const code of codes) perCode.set(code, (perCode.get(code) ?? 0) + 1);
  return new Map(Array.from(perCode, ([code, count]) => [code < 0 ? null : categories[code], count]));
}

/** The value that occurs most often, and how often; of several the first in the data; undefined of no rows. */
export function mostCommon(
  counts: ReadonlyMap<Category | null, number>,
): { readonly value: Category | null; readonly count: number } | undefined {
  let best: { readonly value: Category | null; readonly count: number } | undefined;
  for (const [value, count] of counts) if (best === undefined || count > best.count) best = { value, count };
  return best;
}

function countNumbers(values: Float64Array): Map<number | null, number> {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return new Map(Array.from(counts, ([value, count]) => [Number.isNaN(value) ? null : value, count]));
}
