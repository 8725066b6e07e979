/**
 * Quantile by linear interpolation between order statistics, position (n − 1)p.
 *
 * @param values - Shape (n,), n ≥ 1; any order.
 * @param probability - In [0, 1].
 * @see numpy.quantile, method "linear"; Hyndman and Fan, Sample Quantiles in Statistical Packages, 1996, type 7.
 */
export function quantile(values: Float64Array, probability: number): number {
  const sorted = values.slice().sort();
  const position = (sorted.length - 1) * probability;
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
}
