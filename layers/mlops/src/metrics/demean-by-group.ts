/**
 * Outcomes less the mean of their group, of one date: what a group-neutral book can earn.
 *
 * @param outcome - Shape (assets,); returns in fractions, finite.
 * @param group - Shape (assets,), same order.
 * @returns Shape (assets,); of mean 0 in every group, 0 for the lone member of one.
 * @see alphalens-reloaded, utils.demean_forward_returns.
 */
export function demeanByGroup(outcome: ArrayLike<number>, group: readonly string[]): Float64Array {
  const sums = new Map<string, { sum: number; count: number }>();
  group.forEach((name, i) => {
    const { sum, count } = sums.get(name) ?? { sum: 0, count: 0 };
    sums.set(name, { sum: sum + outcome[i], count: count + 1 });
  });
  return Float64Array.from(outcome, (value, i) => {
    const { sum, count } = sums.get(group[i]) ?? { sum: 0, count: 1 };
    return value - sum / count;
  });
}
