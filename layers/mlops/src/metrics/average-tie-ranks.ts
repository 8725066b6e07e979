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
  const rankAt = new Float64Array(n);
  for (let first = 0; first < n; ) {
    let last = first + 1;
    while (last < n && sorted[last] === sorted[first]) last++;
    // Its ties hold the ranks first + 1 … last.
    rankAt[first] = (first + 1 + last) / 2;
    first = last;
  }
  const ranks = new Float64Array(n);
  for (let i = 0; i < n; i++) ranks[i] = rankAt[countBelow(sorted, values[i])];
  return ranks;
}

/** How many of the sorted values are below one of them: the place of its first tie. */
function countBelow(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
