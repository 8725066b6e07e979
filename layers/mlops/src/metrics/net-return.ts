const BPS = 10_000;

/**
 * Return after costs: gross − cost · turnover.
 *
 * @param gross - In fractions.
 * @param turnover - One-way, of the same period.
 * @param costBps - Per side, in basis points of what is traded.
 */
export function netReturn(gross: number, turnover: number, costBps: number): number {
  return gross - (costBps / BPS) * turnover;
}

/**
 * The cost at which a book earns nothing: mean gross return/mean turnover.
 *
 * @param gross - Shape (periods,); in fractions.
 * @param turnover - Shape (periods,), same order; one-way.
 * @returns Basis points per side; negative for a book that loses before costs; undefined for no periods or no turnover.
 */
export function breakEvenCostBps(gross: ArrayLike<number>, turnover: ArrayLike<number>): number | undefined {
  let earned = 0;
  let traded = 0;
  for (let t = 0; t < gross.length; t++) {
    earned += gross[t];
    traded += turnover[t];
  }
  return traded > 0 ? (BPS * earned) / traded : undefined;
}
