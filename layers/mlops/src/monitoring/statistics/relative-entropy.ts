import { pairwiseSum } from './pairwise-sum.ts';

/**
 * Σ p ln(p / q), with 0 ln 0 = 0.
 *
 * @param p - Shape (bins,); each ≥ 0.
 * @param q - Shape (bins,); positive where `p` is.
 * @returns In nats; infinite where `q` is 0 and `p` is not.
 * @see Kullback and Leibler, On Information and Sufficiency, 1951; scipy.special.rel_entr.
 */
export function relativeEntropy(p: Float64Array, q: Float64Array): number {
  return pairwiseSum(p.map((share, bin) => (share === 0 ? 0 : share * Math.log(share / q[bin]))));
}
