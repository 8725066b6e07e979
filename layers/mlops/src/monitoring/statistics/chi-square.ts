import { chiSquareTail } from './distributions/chi-square-tail.ts';
import { pairwiseSum } from './pairwise-sum.ts';
import type { SamplePair } from './sample-pair.ts';

/**
 * Pearson's goodness of fit of the current counts to the reference's shares, without correction.
 *
 * @returns p in [0, 1]: 0 when the reference lacks a current value, NaN when both sides are the same constant.
 * @see Pearson, On the criterion …, 1900; scipy.stats.chisquare.
 */
export function chiSquare({ counts, reference, current }: SamplePair): number {
  const scale = current.size / reference.size;
  const terms = counts.current.map((observed, value) => {
    const expected = counts.reference[value] * scale;
    return (observed - expected) ** 2 / expected;
  });
  return chiSquareTail(pairwiseSum(terms), terms.length - 1);
}
