import { meanWithStandardError } from '../mean-with-standard-error.ts';

export interface PermutationDrop {
  /** Mean of (S − S_permuted)/|S|. */
  readonly mean: number;
  /** Over folds × repeats; undefined for one. */
  readonly standardError: number | undefined;
}

/**
 * How much of an out-of-sample score is lost when a feature is permuted within dates: the mean of (S − S_permuted)/|S|.
 *
 * @param score - S of the fold of each repetition. Shape (folds × repeats,).
 * @param permuted - Same order: the score with the feature permuted.
 * @returns Undefined without a repetition whose score is not 0.
 * @see López de Prado, Advances in Financial Machine Learning, 2018, section 8.3.2 (mean decrease accuracy).
 */
export function permutationDrop(score: ArrayLike<number>, permuted: ArrayLike<number>): PermutationDrop | undefined {
  const drops = Array.from(score, (value, i) => (value - permuted[i]) / Math.abs(value)).filter(Number.isFinite);
  const summary = meanWithStandardError(drops, 0);
  return summary && { mean: summary.mean, standardError: summary.naiveStandardError };
}
