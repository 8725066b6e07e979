import { demeanByGroup } from './demean-by-group.ts';
import { rankInformationCoefficient } from './information-coefficient.ts';

/**
 * Group-neutral rank information coefficient of one date: of the signal and the outcomes less their group's mean.
 *
 * @param signal - Shape (assets,); finite.
 * @param outcome - Shape (assets,), same order; returns in fractions, finite.
 * @param group - Shape (assets,), same order.
 * @returns In [-1, 1]; undefined for fewer than 5 assets or no variance, which callers skip and count.
 * @see alphalens-reloaded, performance.factor_information_coefficient, group_adjust.
 */
export function groupNeutralInformationCoefficient(
  signal: ArrayLike<number>,
  outcome: ArrayLike<number>,
  group: readonly string[],
): number | undefined {
  return rankInformationCoefficient(signal, demeanByGroup(outcome, group));
}
