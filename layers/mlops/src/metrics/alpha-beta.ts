import { linearFit } from './linear-fit.ts';
import { TRADING_DAYS_A_YEAR } from './sharpe-ratio.ts';

export interface AlphaBeta {
  /** (1 + a)^(252/h) − 1: a year's return without the market's part; undefined when a ≤ −1. */
  readonly annualAlpha: number | undefined;
  readonly beta: number;
}

/**
 * Alpha and beta of a book: least squares of its return on the universe's, LS_t = a + b · mean_i R_it.
 *
 * @param returns - Shape (dates,); of the book, in fractions.
 * @param universe - Shape (dates,), same order; mean outcome of the assets, in fractions.
 * @param horizonDays - h: trading days that one outcome spans.
 * @returns Undefined for fewer than 3 dates or a universe that does not move.
 * @see alphalens-reloaded, performance.factor_alpha_beta.
 */
export function alphaBeta(
  returns: ArrayLike<number>,
  universe: ArrayLike<number>,
  horizonDays: number,
): AlphaBeta | undefined {
  if (returns.length < 3) return undefined;
  const fit = linearFit(universe, returns);
  if (fit === undefined) return undefined;
  const growth = 1 + fit.intercept;
  return {
    annualAlpha: growth > 0 ? growth ** (TRADING_DAYS_A_YEAR / horizonDays) - 1 : undefined,
    beta: fit.slope,
  };
}
