import { longShortSides, SIDE_SHARE } from './long-short-return.ts';

export interface LongShortPrecision {
  /** Share of the top fifth that did better than the date's mean. In [0, 1]. */
  readonly long: number;
  /** Share of the bottom fifth that did worse. In [0, 1]. */
  readonly short: number;
}

/**
 * How often each side of the equally weighted book is right, relative to the date's mean outcome.
 *
 * @param signal - Shape (assets,); finite.
 * @param outcome - Shape (assets,), same order; returns in fractions, finite.
 * @returns Undefined when a side would be empty, which callers skip and count.
 * @see microsoft/qlib, contrib/eva/alpha.py, calc_long_short_prec, is_alpha.
 */
export function longShortPrecision(
  signal: ArrayLike<number>,
  outcome: ArrayLike<number>,
  share: number = SIDE_SHARE,
): LongShortPrecision | undefined {
  const sides = longShortSides(signal, share);
  if (sides === undefined) return undefined;
  const mean = Array.from(outcome).reduce((sum, value) => sum + value, 0) / outcome.length;
  return {
    long: sides.long.filter((row) => outcome[row] - mean > 0).length / sides.long.length,
    short: sides.short.filter((row) => outcome[row] - mean < 0).length / sides.short.length,
  };
}
