import type { CoefficientEstimate } from './signal-coefficients.ts';

/**
 * Pulls each mean toward the mean of all, the more the less it can be told from it: g + (m − g) · τ²/(τ² + e²), with
 * τ² = max(0, variance of the means − mean e²) what the signals truly differ by. One that has no error stays at g.
 *
 * @returns Shape (signals,); mean rank information coefficients.
 * @see Efron and Morris, Stein's Estimation Rule and Its Competitors, 1973.
 */
export function shrinkCoefficients(estimates: readonly CoefficientEstimate[]): number[] {
  const count = estimates.length;
  const group = estimates.reduce((sum, { mean }) => sum + mean, 0) / count;
  if (count === 1) return [group];
  const spread = estimates.reduce((sum, { mean }) => sum + (mean - group) ** 2, 0) / (count - 1);
  const noise = estimates.reduce((sum, { standardError = 0 }) => sum + standardError ** 2, 0) / count;
  const between = Math.max(0, spread - noise);
  return estimates.map(({ mean, standardError }) => {
    if (standardError === undefined || between === 0) return group;
    return group + ((mean - group) * between) / (between + standardError ** 2);
  });
}
