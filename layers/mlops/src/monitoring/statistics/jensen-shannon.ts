import { binnedShares } from './binned-shares.ts';
import { pairwiseSum } from './pairwise-sum.ts';
import { relativeEntropy } from './relative-entropy.ts';
import type { SamplePair } from './sample-pair.ts';

/**
 * Jensen–Shannon distance: √((KL(p, m) + KL(q, m)) / 2) with m = (p + q) / 2, natural logarithm.
 *
 * @returns In [0, √ln 2 ≈ 0.83255].
 * @see Endres and Schindelin, A new metric for probability distributions, 2003; scipy.spatial.distance.jensenshannon.
 */
export function jensenShannon(pair: SamplePair): number {
  const { reference, current } = binnedShares(pair);
  const p = normalised(reference);
  const q = normalised(current);
  const middle = p.map((share, bin) => (share + q[bin]) / 2);
  return Math.sqrt(Math.max(0, relativeEntropy(p, middle) + relativeEntropy(q, middle)) / 2);
}

/** Shares that sum to 1. */
export function normalised(shares: Float64Array): Float64Array {
  const sum = pairwiseSum(shares);
  return shares.map((share) => share / sum);
}
