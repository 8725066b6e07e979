import { predictIsotonic } from '@optaic/mlops/learners/isotonic';
import { betSize } from '@optaic/mlops/metrics';
import type { SignalFilter } from './signal-filter.ts';

/** Why a row's published signal is what it is. */
export const REASON = {
  kept: 0,
  /** The probability is below the threshold, or no better than a coin. */
  belowThreshold: 1,
  /** The primary signal is missing or takes no side. */
  noPrimary: 2,
  /** Held nearer to the signal before, by the no-trade band or the turnover cap. */
  heldBack: 3,
  /** What is left after neutralisation points the other way, or nowhere. */
  neutralisedAway: 4,
} as const;

export interface Decisions {
  /** Shape (rows,); calibrated. */
  readonly probability: Float32Array;
  /** Shape (rows,); how much of the primary is kept, in [0, 1]. */
  readonly size: Float32Array;
  /** Shape (rows,); of {@link REASON}. */
  readonly reason: Float32Array;
}

/** Calibrates scores, acts at the threshold, and sizes: 2 Φ(z) − 1, z = (p − ½)/√(p (1 − p)), never below 0. */
export function decide(
  score: Float32Array,
  side: Float32Array,
  { calibration, threshold }: Pick<SignalFilter, 'calibration' | 'threshold'>,
): Decisions {
  const probability = Float32Array.from(predictIsotonic(calibration, score));
  const reason = side.map((value, row) => {
    if (value === 0) return REASON.noPrimary;
    return probability[row] >= threshold && probability[row] > 0.5 ? REASON.kept : REASON.belowThreshold;
  });
  const size = probability.map((p, row) => (reason[row] === REASON.kept ? betSize(p) : 0));
  return { probability, size, reason };
}
