import { normalProbability } from '../normal-distribution.ts';

/**
 * Size of a bet by the probability that it is right: 2 Φ(z) − 1, z = (p − ½)/√(p (1 − p)).
 *
 * @param probability - In [0, 1].
 * @returns In [-1, 1]; 0 at ½, ±1 at certainty.
 * @see López de Prado, Advances in Financial Machine Learning, 2018, section 10.3.
 */
export function betSize(probability: number): number {
  if (probability <= 0) return -1;
  if (probability >= 1) return 1;
  return 2 * normalProbability((probability - 0.5) / Math.sqrt(probability * (1 - probability))) - 1;
}
