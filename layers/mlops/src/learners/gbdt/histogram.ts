import type { BinnedMatrix } from './binned-matrix.ts';
import type { Gradients } from './objective.ts';

/** Sums of gradient and hessian per slot, interleaved: slot s at 2s and 2s + 1. Float64, so that order matters little. */
export type Histogram = Float64Array;

/** Histograms are large and short-lived: a pool hands them out again. */
export interface HistogramPool {
  take(): Histogram;
  release(histogram: Histogram): void;
}

export function createHistogramPool({ slots, features }: BinnedMatrix): HistogramPool {
  const free: Histogram[] = [];
  return {
    take: () => free.pop() ?? new Float64Array(2 * slots[features]),
    release: (histogram) => {
      free.push(histogram);
    },
  };
}

/**
 * Sums the gradients of `rows` into the bins of `features`, rows in the order given. Bins of other features are stale.
 *
 * @param rows - Ascending, for the same sums as XGBoost.
 */
export function accumulateHistogram(
  into: Histogram,
  { byRow, features: width, slots }: BinnedMatrix,
  features: Int32Array,
  rows: Int32Array,
  { gradient, hessian }: Gradients,
): void {
  const count = features.length;
  for (let i = 0; i < count; i++) into.fill(0, 2 * slots[features[i]], 2 * slots[features[i] + 1]);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i];
    const base = row * width;
    const g = gradient[row];
    const h = hessian[row];
    for (let j = 0; j < count; j++) {
      const feature = features[j];
      const slot = 2 * (slots[feature] + byRow[base + feature]);
      into[slot] += g;
      into[slot + 1] += h;
    }
  }
}

/** Turns the histogram of a parent into that of the sibling of `child`: only the lighter child is ever scanned. */
export function subtractHistogram(
  parent: Histogram,
  child: Histogram,
  { slots }: BinnedMatrix,
  features: Int32Array,
): void {
  for (let j = 0; j < features.length; j++) {
    const end = 2 * slots[features[j] + 1];
    for (let i = 2 * slots[features[j]]; i < end; i++) parent[i] -= child[i];
  }
}
