/**
 * Turnover of a combination's weights at a refit: ½ Σ |w − w′|.
 *
 * @param weights - Shape (signals,); Σ |w| = 1.
 * @param previous - Shape (signals,), same order; a signal that was not there has 0.
 * @returns In [0, 1] for weights of one sign.
 */
export function combinationTurnover(weights: ArrayLike<number>, previous: ArrayLike<number>): number {
  let moved = 0;
  for (let i = 0; i < weights.length; i++) moved += Math.abs(weights[i] - previous[i]);
  return moved / 2;
}
