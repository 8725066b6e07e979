/**
 * The largest exposure that a neutralised signal keeps: max over the exposures of |Σ s x|/Σ |x|.
 *
 * @param signal - Shape (assets,), one date; finite.
 * @param exposures - Columns of shape (assets,): group dummies, beta, size.
 * @returns ≥ 0; below 1e-8 for a neutral signal; 0 without exposures.
 */
export function largestExposure(signal: ArrayLike<number>, exposures: readonly ArrayLike<number>[]): number {
  return Math.max(
    0,
    ...exposures.map((column) => {
      let product = 0;
      let size = 0;
      for (let i = 0; i < signal.length; i++) {
        product += signal[i] * column[i];
        size += Math.abs(column[i]);
      }
      return size === 0 ? 0 : Math.abs(product) / size;
    }),
  );
}
