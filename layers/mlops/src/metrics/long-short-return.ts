/** Share of the names on each side of the equally weighted book. */
export const SIDE_SHARE = 0.2;

/** Which rows an equally weighted long-short book holds. */
export interface LongShortSides {
  readonly long: readonly number[];
  readonly short: readonly number[];
}

/**
 * The ⌊share · n⌋ rows of the highest signal and as many of the lowest. Where values tie at a border, the earlier row is
 * taken, on either side.
 *
 * @param signal - Shape (assets,); finite.
 * @returns Undefined when a side would be empty.
 * @see microsoft/qlib, contrib/eva/alpha.py, calc_long_short_return (pandas nlargest and nsmallest).
 */
export function longShortSides(signal: ArrayLike<number>, share: number = SIDE_SHARE): LongShortSides | undefined {
  const size = Math.floor(signal.length * share);
  if (size < 1) return undefined;
  const rows = Array.from({ length: signal.length }, (_, row) => row);
  return {
    long: rows.toSorted((a, b) => signal[b] - signal[a] || a - b).slice(0, size),
    short: rows.toSorted((a, b) => signal[a] - signal[b] || a - b).slice(0, size),
  };
}

/**
 * Equally weighted long-short return of one date: (mean outcome of the top fifth − mean of the bottom fifth)/2, so that
 * gross leverage is 1.
 *
 * @param signal - Shape (assets,); finite.
 * @param outcome - Shape (assets,), same order; returns in fractions.
 * @returns In fractions; undefined when a side would be empty, which callers skip and count.
 * @see microsoft/qlib, contrib/eva/alpha.py, calc_long_short_return.
 */
export function longShortReturn(
  signal: ArrayLike<number>,
  outcome: ArrayLike<number>,
  share: number = SIDE_SHARE,
): number | undefined {
  const sides = longShortSides(signal, share);
  return sides && (meanOf(outcome, sides.long) - meanOf(outcome, sides.short)) / 2;
}

function meanOf(values: ArrayLike<number>, rows: readonly number[]): number {
  return rows.reduce((sum, row) => sum + values[row], 0) / rows.length;
}
