import type { RandomGenerator } from '@optaic/mlops/base';
import { crossSections } from '@optaic/mlops/metrics';

/**
 * A permutation of rows that keeps each on its date: a column so permuted has the same values on every date, and says
 * nothing of the assets any more. Fisher–Yates by date.
 *
 * @param decisionTime - Shape (rows,), ascending.
 * @returns Shape (rows,): which row's value each row takes.
 */
export function permuteWithinDates(decisionTime: Float64Array, random: RandomGenerator): Int32Array {
  const order = Int32Array.from(decisionTime, (_, row) => row);
  for (const [start, end] of crossSections(decisionTime)) {
    for (let last = end - 1; last > start; last--) {
      const other = start + Math.floor(random() * (last - start + 1));
      const kept = order[last];
      order[last] = order[other];
      order[other] = kept;
    }
  }
  return order;
}

/** A copy of column-major features in which some columns are permuted, all alike, so that what they say together stays. */
export function withPermutedColumns(
  features: Float32Array,
  rows: number,
  columns: readonly number[],
  order: Int32Array,
): Float32Array {
  const out = features.slice();
  for (const column of columns) {
    const from = column * rows;
    for (let row = 0; row < rows; row++) out[from + row] = features[from + order[row]];
  }
  return out;
}
