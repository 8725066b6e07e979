import { effectiveNumber } from '../signal-breadth.ts';

/**
 * Effective number of signals in a combination: 1/Σ w², of weights scaled to Σ |w| = 1. N for equal weights, 1 for a
 * single one.
 *
 * @param weights - Shape (signals,).
 * @returns In [1, signals]; undefined when no signal has a weight.
 */
export function effectiveSignals(weights: ArrayLike<number>): number | undefined {
  const gross = Array.from(weights).reduce((sum, weight) => sum + Math.abs(weight), 0);
  return gross > 0 ? effectiveNumber(Array.from(weights, (weight) => weight / gross)) : undefined;
}
