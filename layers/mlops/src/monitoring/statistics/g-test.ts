import { chiSquareTail } from './distributions/chi-square-tail.ts';
import { pairwiseSum } from './pairwise-sum.ts';
import { requireEqualSizes } from './require-equal-sizes.ts';
import type { SamplePair } from './sample-pair.ts';

/**
 * Log-likelihood ratio of the current counts against the reference's, unscaled: 2 Σ o ln(o / e).
 *
 * @returns p in [0, 1]: 0 when the reference lacks a current value, NaN when both sides are the same constant.
 * @throws {InvalidInputError} `drift.sizes_differ` when the sides differ in size.
 * @see Woolf, The log likelihood ratio test, 1957; scipy.stats.power_divergence, lambda "log-likelihood".
 */
export function gTest(pair: SamplePair): number {
  requireEqualSizes(pair, 'g_test');
  const { reference, current } = pair.counts;
  const terms = current.map((observed, value) =>
    observed === 0 ? 0 : 2 * observed * Math.log(observed / reference[value]),
  );
  return chiSquareTail(pairwiseSum(terms), terms.length - 1);
}
