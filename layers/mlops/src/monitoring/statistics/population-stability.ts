import { binnedShares, fillZeros } from './binned-shares.ts';
import { pairwiseSum } from './pairwise-sum.ts';
import type { SamplePair } from './sample-pair.ts';

/**
 * Population stability index: Σ (p − q) ln(p / q) over the shares of the bins, the empty ones filled.
 *
 * @returns ≥ 0.
 * @see Siddiqi, Credit Risk Scorecards, 2006; evidently 0.7.21, legacy/calculations/stattests/psi.py.
 */
export function populationStability(pair: SamplePair): number {
  const { reference, current } = fillZeros(binnedShares(pair));
  return pairwiseSum(reference.map((share, bin) => (share - current[bin]) * Math.log(share / current[bin])));
}
