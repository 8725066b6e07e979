import { crossSections } from '@optaic/mlops/metrics';

export interface Bets {
  /** Shape (rows,), ascending. */
  readonly decisionTime: Float64Array;
  /** Shape (rows,); signed sizes. */
  readonly bet: Float32Array;
  /** Shape (rows,); returns in fractions. */
  readonly outcome: Float32Array;
}

/**
 * Return of each date on one unit of gross exposure, Σ w r with w = bet/Σ |bet|, less the round-trip cost: every bet is
 * opened and closed. 0 on a date without a bet.
 *
 * @param cost - Fraction of what is traded, there and back.
 * @returns Shape (dates,); fractions.
 */
export function netReturns({ decisionTime, bet, outcome }: Bets, cost: number): number[] {
  return crossSections(decisionTime).map(([start, end]) => {
    let gross = 0;
    let gain = 0;
    for (let row = start; row < end; row++) {
      gross += Math.abs(bet[row]);
      gain += bet[row] * outcome[row];
    }
    return gross > 0 ? gain / gross - cost : 0;
  });
}

/** Mean over standard deviation, a date; undefined without variance. */
export function meanOverDeviation(returns: readonly number[]): number | undefined {
  const mean = returns.reduce((sum, value) => sum + value, 0) / returns.length;
  const variance = returns.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (returns.length - 1);
  return variance > 0 ? mean / Math.sqrt(variance) : undefined;
}
