/**
 * Ranks 1 … n in ascending order; equal values share the mean of the ranks they span.
 *
 * @param values - Shape (n,); finite.
 * @returns Shape (n,); in [1, n], sum n(n + 1)/2.
 * @see Kendall, The Treatment of Ties in Ranking Problems, 1945.
 */
export function averageTieRanks(values: ArrayLike<number>): Float64Array {
  const n = values.length;
  const sorted = Float64Array.from(values).sort();
  const ranks = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const value = values[i];
    // Below it stand `first` values; its ties end before `last`: their ranks are first + 1 … last.
    const first = countBelow(sorted, value, false);
    const last = countBelow(sorted, value, true);
    ranks[i] = (first + 1 + last) / 2;
  }
  return ranks;
}

function countBelow(sorted: Float64Array, value: number, orEqual: boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const at = sorted[middle];
    if (at < value || (orEqual && at === value)) low = middle + 1;
    else high = middle;
  }
  return low;
}
