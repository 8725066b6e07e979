/**
 * Overlap of the k highest of two scores of the same things: |A ∩ B|/|A ∪ B|. Where scores tie at the border, the earlier
 * one is taken.
 *
 * @param x - Shape (n,); finite.
 * @param y - Shape (n,), same order; finite.
 * @param k - In [1, n].
 * @returns In [0, 1]; undefined for k outside its range.
 * @see Jaccard, Étude comparative de la distribution florale, 1901.
 */
export function topJaccard(x: ArrayLike<number>, y: ArrayLike<number>, k: number): number | undefined {
  if (!Number.isInteger(k) || k < 1 || k > x.length) return undefined;
  const first = highest(x, k);
  const second = highest(y, k);
  return first.intersection(second).size / first.union(second).size;
}

function highest(values: ArrayLike<number>, k: number): Set<number> {
  const order = Array.from({ length: values.length }, (_, i) => i);
  return new Set(order.sort((a, b) => values[b] - values[a] || a - b).slice(0, k));
}
