import { linearFit } from './linear-fit.ts';
import { quantileBins } from './quantile-bins.ts';
import { sampleMoments } from './sample-moments.ts';
import { spearmanCorrelation } from './spearman-correlation.ts';

export interface CalibrationBin {
  readonly bin: number;
  readonly meanSignal: number;
  readonly meanOutcome: number;
  readonly count: number;
}

export interface SignalCalibration {
  /** Share of signals at −1 or 1: more than 5 % is a signal that is clipped. */
  readonly shareAtBounds: number;
  readonly meanAbsolute: number;
  readonly skewness: number | undefined;
  /** Of as many signals each; none when ties forbid it. */
  readonly bins: readonly CalibrationBin[];
  /** Spearman correlation of the bins' mean signals and outcomes: 1 when a stronger signal always earns more. */
  readonly monotonicity: number | undefined;
  /** Return for a unit of signal, by least squares. */
  readonly slope: number | undefined;
}

/**
 * Whether a signal in [-1, 1] means what it says, over all rows together.
 *
 * @param signal - Shape (rows,); finite.
 * @param outcome - Shape (rows,), same order; returns in fractions, finite.
 * @param binCount - Quantiles of the signal over the rows.
 * @returns Undefined for no rows.
 * @see Niculescu-Mizil and Caruana, Predicting Good Probabilities with Supervised Learning, 2005 (reliability by bins).
 */
export function signalCalibration(
  signal: ArrayLike<number>,
  outcome: ArrayLike<number>,
  binCount = 10,
): SignalCalibration | undefined {
  const moments = sampleMoments(signal);
  if (moments === undefined) return undefined;
  const values = Array.from(signal);
  const bins = calibrationBins(signal, outcome, quantileBins(signal, binCount), binCount);
  return {
    shareAtBounds: values.filter((value) => Math.abs(value) >= 1).length / values.length,
    meanAbsolute: values.reduce((sum, value) => sum + Math.abs(value), 0) / values.length,
    skewness: moments.skewness,
    bins,
    monotonicity: spearmanCorrelation(
      bins.map(({ meanSignal }) => meanSignal),
      bins.map(({ meanOutcome }) => meanOutcome),
    ),
    slope: linearFit(signal, outcome)?.slope,
  };
}

/** Mean signal and mean outcome of every bin that holds something. */
function calibrationBins(
  signal: ArrayLike<number>,
  outcome: ArrayLike<number>,
  binOf: Int32Array | undefined,
  binCount: number,
): CalibrationBin[] {
  if (binOf === undefined) return [];
  const signals = new Float64Array(binCount);
  const outcomes = new Float64Array(binCount);
  const counts = new Int32Array(binCount);
  binOf.forEach((bin, row) => {
    signals[bin - 1] += signal[row];
    outcomes[bin - 1] += outcome[row];
    counts[bin - 1]++;
  });
  return Array.from(counts, (count, b) => ({
    bin: b + 1,
    meanSignal: signals[b] / count,
    meanOutcome: outcomes[b] / count,
    count,
  })).filter(({ count }) => count > 0);
}
