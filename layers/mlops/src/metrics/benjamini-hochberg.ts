/**
 * Adjusted p-values that control the false discovery rate over all of them: q of the i-th smallest is
 * min over j ≥ i of p_(j) · n / j, at most 1. Reject where q ≤ the rate.
 *
 * @param pValues - Shape (n,); each in [0, 1].
 * @returns Shape (n,), same order; each in [0, 1] and no less than its p-value.
 * @see Benjamini and Hochberg, Controlling the False Discovery Rate, 1995; scipy.stats.false_discovery_control.
 */
export function benjaminiHochberg(pValues: ArrayLike<number>): Float64Array {
  const count = pValues.length;
  const order = Array.from({ length: count }, (_, i) => i).sort((a, b) => pValues[a] - pValues[b]);
  const adjusted = new Float64Array(count);
  let least = 1;
  for (let position = count - 1; position >= 0; position--) {
    least = Math.min(least, pValues[order[position]] * (count / (position + 1)));
    adjusted[order[position]] = least;
  }
  return adjusted;
}
