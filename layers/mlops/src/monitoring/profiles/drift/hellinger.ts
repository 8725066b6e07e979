import type { QuantileSketch } from '../quantile-sketch.ts';
import { distributionOf, rankErrorBound, type SketchedDistribution, shareBelow } from '../sketched-distribution.ts';
import { type ProfileDistance, within } from './profile-distance.ts';

const FEWEST_BINS = 2;
const MOST_BINS = 30;
const ROWS_A_BIN = 4;
/** Of a float32: edges may not be closer than it tells apart. */
const MANTISSA_BITS = 23;

/**
 * Hellinger distance of two sketches over at most 30 bins of equal width from the smallest to the largest value of both.
 * The distance of the rows over the same bins is off by at most Σ √((bins − 1) · rank error) over the sides, since the
 * square of a side's own distance to its sketch is at most the sum of what its inner edges are off: exact while both
 * sketches are, and a weak bound after.
 *
 * @param reference - With a value.
 * @param current - With a value.
 * @see whylogs 1.6.0, viz/drift/column_drift_algorithms.py, Hellinger, and viz/utils/quantile_stats.py.
 */
export function hellingerOfSketches(reference: QuantileSketch, current: QuantileSketch): ProfileDistance {
  const edges = binEdges(reference, current);
  const left = sharesOf(distributionOf(reference), edges);
  const right = sharesOf(distributionOf(current), edges);
  let squares = 0;
  for (let bin = 0; bin < left.length; bin++) squares += (Math.sqrt(left[bin]) - Math.sqrt(right[bin])) ** 2;
  const inner = edges.length - 2;
  const error = Math.sqrt(inner * rankErrorBound(reference)) + Math.sqrt(inner * rankErrorBound(current));
  return {
    distance: within(Math.min(1, Math.sqrt(squares / 2)), { below: error, above: error }, [0, 1]),
    pValue: null,
  };
}

/** Edges of bins that are half-open, so the last lies a little above the largest value. */
function binEdges(reference: QuantileSketch, current: QuantileSketch): Float64Array {
  const start = Math.min(reference.minimum, current.minimum);
  const largest = Math.max(reference.maximum, current.maximum);
  const end = Math.min(Number.MAX_VALUE, largest + (largest === 0 ? 1e-7 : Math.abs(largest) * 1e-7));
  const rows = reference.count + current.count;
  let bins = Math.min(MOST_BINS, Math.max(FEWEST_BINS, Math.ceil(rows / ROWS_A_BIN)));
  const narrowest = 2 ** (Math.floor(Math.log2(Math.max(Math.abs(start), Math.abs(end)))) - MANTISSA_BITS);
  if (widthOf(start, end, bins) < narrowest) bins = Math.max(1, Math.floor((end - start) / narrowest));
  const width = widthOf(start, end, bins);
  return Float64Array.from({ length: bins + 1 }, (_, i) => start + i * width);
}

function widthOf(start: number, end: number, bins: number): number {
  const width = (end - start) / bins;
  return Number.isFinite(width) ? width : end / bins - start / bins;
}

/** Share below the first edge, in each bin, and at or above the last edge. */
function sharesOf(distribution: SketchedDistribution, edges: Float64Array): Float64Array {
  const below = Float64Array.from(edges, (edge) => shareBelow(distribution, edge));
  return Float64Array.from({ length: edges.length + 1 }, (_, bin) => (below[bin] ?? 1) - (below[bin - 1] ?? 0));
}
