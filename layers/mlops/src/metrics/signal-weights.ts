/**
 * Weights of a dollar-neutral book that a signal scales: (s − s̄)/Σ|s − s̄|, so that Σ w = 0 and Σ |w| = 1.
 *
 * @param signal - Shape (assets,), one date; finite.
 * @returns Shape (assets,); undefined when all signals are equal, which callers skip and count.
 * @see alphalens-reloaded, performance.factor_weights.
 */
export function signalWeights(signal: ArrayLike<number>): Float64Array | undefined {
  const weights = Float64Array.from(signal);
  if (weights.every((value) => value === weights[0])) return undefined;
  const mean = weights.reduce((sum, value) => sum + value, 0) / weights.length;
  const gross = weights.reduce((sum, value) => sum + Math.abs(value - mean), 0);
  return weights.map((value) => (value - mean) / gross);
}

/**
 * Return of a weighted book over one holding period: Σ w R.
 *
 * @param weights - Shape (assets,).
 * @param outcome - Shape (assets,), same order; returns in fractions.
 * @see alphalens-reloaded, performance.factor_returns.
 */
export function weightedReturn(weights: ArrayLike<number>, outcome: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) sum += weights[i] * outcome[i];
  return sum;
}
