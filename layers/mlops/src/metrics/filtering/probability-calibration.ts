export interface ProbabilityBin {
  readonly meanProbability: number;
  /** Share of right rows among those of the bin. */
  readonly observedShare: number;
  readonly count: number;
}

export interface ProbabilityCalibration {
  /** Bins of equal width that hold a row, ascending. */
  readonly bins: readonly ProbabilityBin[];
  /** Σ count/n · |meanProbability − observedShare|: 0 for probabilities that come true as often as they say. */
  readonly expectedCalibrationError: number;
}

/**
 * Whether probabilities come true as often as they say.
 *
 * @param probability - Shape (rows,); in [0, 1].
 * @param label - Shape (rows,), same order; 0 or 1.
 * @param binCount - Bins of width 1/binCount, each with its lower edge in it; the last with 1 too.
 * @returns Undefined for no rows.
 * @see Naeini, Cooper and Hauskrecht, Obtaining Well Calibrated Probabilities Using Bayesian Binning, 2015.
 */
export function probabilityCalibration(
  probability: ArrayLike<number>,
  label: ArrayLike<number>,
  binCount = 10,
): ProbabilityCalibration | undefined {
  const rows = probability.length;
  if (rows === 0) return undefined;
  const sums = new Float64Array(binCount);
  const right = new Float64Array(binCount);
  const counts = new Int32Array(binCount);
  for (let row = 0; row < rows; row++) {
    const bin = Math.min(binCount - 1, Math.floor(probability[row] * binCount));
    sums[bin] += probability[row];
    right[bin] += label[row];
    counts[bin]++;
  }
  const bins = Array.from(counts, (count, b) => ({
    meanProbability: sums[b] / count,
    observedShare: right[b] / count,
    count,
  })).filter(({ count }) => count > 0);
  const expectedCalibrationError = bins.reduce(
    (error, { meanProbability, observedShare, count }) =>
      error + (count / rows) * Math.abs(meanProbability - observedShare),
    0,
  );
  return { bins, expectedCalibrationError };
}
