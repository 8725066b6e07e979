/**
 * Coverage of one date: the share of the universe that a signal takes a side on, n(s ≠ 0)/|U|.
 *
 * @param signal - Shape (universe,); what is not finite is missing.
 * @returns In [0, 1]; undefined for an empty universe.
 */
export function signalCoverage(signal: ArrayLike<number>): number | undefined {
  const values = Array.from(signal);
  if (values.length === 0) return undefined;
  return values.filter((value) => Number.isFinite(value) && value !== 0).length / values.length;
}

/**
 * Effective number of names: 1/Σ w², as many equally weighted ones are as spread.
 *
 * @param weights - Shape (assets,), Σ |w| = 1.
 * @returns In [1, assets]; undefined without weights.
 * @see Herfindahl, Concentration in the Steel Industry, 1950 (its inverse).
 */
export function effectiveNumber(weights: ArrayLike<number>): number | undefined {
  const squares = Array.from(weights).reduce((sum, weight) => sum + weight * weight, 0);
  return squares > 0 ? 1 / squares : undefined;
}
