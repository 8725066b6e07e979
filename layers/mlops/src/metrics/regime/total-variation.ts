/**
 * Mean total variation between two series of probabilities, such as filtered and smoothed ones: ½ Σ_k |p_k − q_k|, over
 * bars.
 *
 * @param p - Shape (bars × K,), row-major; rows sum to 1.
 * @param q - Shape (bars × K,), same order.
 * @returns In [0, 1]; undefined for no bars.
 */
export function meanTotalVariation(p: ArrayLike<number>, q: ArrayLike<number>, regimes: number): number | undefined {
  const bars = p.length / regimes;
  let sum = 0;
  for (let i = 0; i < p.length; i++) sum += Math.abs(p[i] - q[i]);
  return bars === 0 ? undefined : sum / 2 / bars;
}
