/**
 * The quantile of each value in its cross-section, from 1 for the lowest: the number of edges below it, edge j = 0 … Q
 * being the value at position j (n − 1)/Q of the sorted ones, interpolated. Equal values share a quantile.
 *
 * @param values - Shape (assets,), one date; finite.
 * @param quantiles - Q: 5 or 10.
 * @returns Shape (assets,); in 1 … Q. Undefined for fewer values than quantiles, or when equal values span two edges, so
 *   that a quantile between them could hold none: callers skip and count such dates.
 * @see pandas.qcut, by which alphalens-reloaded's utils.quantize_factor bins.
 */
export function quantileBins(values: ArrayLike<number>, quantiles: number): Int32Array | undefined {
  const n = values.length;
  if (n < quantiles) return undefined;
  const order = Array.from({ length: n }, (_, i) => i).sort((a, b) => values[a] - values[b]);
  const bins = new Int32Array(n);
  for (let first = 0; first < n; ) {
    let last = first;
    while (last + 1 < n && values[order[last + 1]] === values[order[first]]) last++;
    // Edge j stands at position j (n − 1)/Q; compared in integers, so that no rounding moves a value over an edge.
    const edgesBelow = Math.ceil((first * quantiles) / (n - 1));
    const edgesWithin = Math.floor((last * quantiles) / (n - 1)) - edgesBelow + 1;
    if (edgesWithin > 1) return undefined;
    for (let i = first; i <= last; i++) bins[order[i]] = Math.max(1, edgesBelow);
    first = last + 1;
  }
  return bins;
}
