/** Any signal but 0, which takes no side. */
const NO_DEADBAND = Number.MIN_VALUE;

/**
 * Hit rate of one date: the share of assets whose outcome has the sign of the signal, without those of |signal| below the
 * deadband.
 *
 * @param signal - Shape (assets,); finite.
 * @param outcome - Shape (assets,), same order; returns in fractions, finite.
 * @param deadband - θ > 0; without it every signal but 0 counts.
 * @returns In [0, 1]; undefined when no signal leaves the deadband.
 * @see Grinold and Kahn, Active Portfolio Management, 2000, chapter 6.
 */
export function hitRate(
  signal: ArrayLike<number>,
  outcome: ArrayLike<number>,
  deadband: number = NO_DEADBAND,
): number | undefined {
  let counted = 0;
  let hits = 0;
  for (let i = 0; i < signal.length; i++) {
    if (Math.abs(signal[i]) < deadband) continue;
    counted++;
    if (Math.sign(signal[i]) === Math.sign(outcome[i])) hits++;
  }
  return counted === 0 ? undefined : hits / counted;
}
