import { InvalidInputError } from '@optaic/mlops/base';

/** What the edges depend on. */
export interface EdgeRange {
  readonly minimum: number;
  readonly maximum: number;
  /** Number of values, ≥ 1. */
  readonly count: number;
  /** Bins of whole numbers are at least 1 wide. */
  readonly isInteger: boolean;
}

/**
 * Edges of bins of equal width, range / (log2(count) + 1), as many as cover the range: in the reference's own floating
 * steps, which give one bin more than the formula where they round so.
 *
 * @returns Shape (bins + 1,); the last is the maximum itself.
 * @throws {InvalidInputError} `drift.not_finite` when a bound is infinite.
 * @see Sturges, The Choice of a Class Interval, 1926; numpy 2.4.6, `_get_bin_edges` and `linspace`.
 */
export function sturgesEdges({ minimum, maximum, count, isInteger }: EdgeRange): Float64Array {
  if (!Number.isFinite(minimum) || !Number.isFinite(maximum)) {
    throw new InvalidInputError(
      'drift.not_finite',
      `the values reach from ${minimum} to ${maximum}; bins need finite ones, so take infinities for missing`,
    );
  }
  if (minimum === maximum) return Float64Array.of(minimum - 0.5, maximum + 0.5);
  const range = maximum - minimum;
  const formula = range / (Math.log2(count) + 1);
  const width = isInteger && formula < 1 ? 1 : formula;
  const bins = Math.ceil(range / width);
  const step = range / bins;
  const edges = Float64Array.from({ length: bins + 1 }, (_, at) => at * step + minimum);
  edges[bins] = maximum;
  return edges;
}

/**
 * Values in each bin; a bin holds its lower edge, the last one both.
 *
 * @param sorted - Shape (n,), ascending.
 * @param edges - Shape (bins + 1,), ascending.
 */
export function countInBins(sorted: Float64Array, edges: Float64Array): Float64Array {
  const bins = edges.length - 1;
  const counts = new Float64Array(bins);
  let below = lowerBound(sorted, edges[0]);
  for (let bin = 0; bin < bins; bin++) {
    const next = bin === bins - 1 ? upperBound(sorted, edges[bins]) : lowerBound(sorted, edges[bin + 1]);
    counts[bin] = next - below;
    below = next;
  }
  return counts;
}

/** How many values are below the bound. */
export function lowerBound(sorted: Float64Array, bound: number): number {
  return firstPosition(sorted, (value) => value >= bound);
}

/** How many values are at most the bound. */
export function upperBound(sorted: Float64Array, bound: number): number {
  return firstPosition(sorted, (value) => value > bound);
}

function firstPosition(sorted: Float64Array, isBeyond: (value: number) => boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBeyond(sorted[middle])) high = middle;
    else low = middle + 1;
  }
  return low;
}
