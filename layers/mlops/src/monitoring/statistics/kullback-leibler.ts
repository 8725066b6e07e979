import { binnedShares, fillZeros } from './binned-shares.ts';
import { normalised } from './jensen-shannon.ts';
import { relativeEntropy } from './relative-entropy.ts';
import type { SamplePair } from './sample-pair.ts';

/**
 * Kullback–Leibler divergence of the current shares from the reference's, natural logarithm; empty bins are filled, then
 * both sides normalised.
 *
 * @returns ≥ 0, in nats.
 * @see Kullback and Leibler, On Information and Sufficiency, 1951; scipy.stats.entropy.
 */
export function kullbackLeibler(pair: SamplePair): number {
  const { reference, current } = fillZeros(binnedShares(pair));
  return relativeEntropy(normalised(reference), normalised(current));
}
