import normal from '@stdlib/stats-base-dists-normal';

/**
 * Φ(z): the probability that a standard normal is at most z.
 *
 * @see Abramowitz and Stegun, Handbook of Mathematical Functions, 26.2.
 */
export function normalProbability(z: number): number {
  return normal.cdf(z, 0, 1);
}

/**
 * Φ⁻¹(p): the z that a standard normal is at most with probability p.
 *
 * @param probability - In [0, 1]; −∞ at 0 and ∞ at 1.
 */
export function normalQuantile(probability: number): number {
  return normal.quantile(probability, 0, 1);
}
