import { averageTieRanks } from './average-tie-ranks.ts';
import { pearsonCorrelation } from './pearson-correlation.ts';

/**
 * Spearman correlation: the Pearson correlation of the average-tie ranks.
 *
 * @param x - Shape (n,); finite.
 * @param y - Shape (n,), same order; finite.
 * @returns In [-1, 1]; undefined for fewer than 2 pairs or no variance.
 * @see Spearman, The Proof and Measurement of Association between Two Things, 1904.
 */
export function spearmanCorrelation(x: ArrayLike<number>, y: ArrayLike<number>): number | undefined {
  return pearsonCorrelation(averageTieRanks(x), averageTieRanks(y));
}
