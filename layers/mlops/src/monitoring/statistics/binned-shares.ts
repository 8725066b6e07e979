import { numericSides, type SamplePair } from './sample-pair.ts';
import { countInBins, type EdgeRange, sturgesEdges } from './sturges-edges.ts';

/** Up to this many distinct values in the reference each value is a bin. */
const MOST_VALUES_UNBINNED = 20;
const SHARE_OF_AN_EMPTY_BIN = 0.0001;

/** Shares of the rows of each side by bin. */
export interface BinnedShares {
  readonly reference: Float64Array;
  readonly current: Float64Array;
}

/**
 * Shares by bin: Sturges' bins over both sides when the reference has more than 20 distinct numbers, otherwise a bin a
 * distinct value.
 *
 * @see evidently 0.7.21, legacy/calculations/stattests/utils.py, `get_binned_data`; its `n` is not used.
 */
export function binnedShares(pair: SamplePair): BinnedShares {
  if (pair.type === 'cat' || !hasMoreValues(numericSides(pair).reference.sorted, MOST_VALUES_UNBINNED)) {
    const { reference, current } = pair.counts;
    return { reference: shares(reference, pair.reference.size), current: shares(current, pair.current.size) };
  }
  const { reference, current } = numericSides(pair);
  const edges = sturgesEdges({ ...pooledRange(pair), count: reference.size + current.size });
  return {
    reference: shares(countInBins(reference.sorted, edges), reference.size),
    current: shares(countInBins(current.sorted, edges), current.size),
  };
}

/** Each empty bin of a side gets 0.0001, or a millionth of the smallest share where that is no more than 0.0001. */
export function fillZeros({ reference, current }: BinnedShares): BinnedShares {
  return { reference: fillSide(reference), current: fillSide(current) };
}

/** Bounds of both sides together; whole numbers only where both are. */
export function pooledRange(pair: SamplePair): Omit<EdgeRange, 'count'> {
  const { reference, current } = numericSides(pair);
  return {
    minimum: Math.min(reference.sorted[0], current.sorted[0]),
    maximum: Math.max(reference.sorted[reference.size - 1], current.sorted[current.size - 1]),
    isInteger: reference.isInteger && current.isInteger,
  };
}

/** Whether sorted values have more than `most` distinct ones; stops as soon as it knows. */
export function hasMoreValues(sorted: Float64Array, most: number): boolean {
  let distinct = 1;
  for (let at = 1; at < sorted.length && distinct <= most; at++) if (sorted[at] !== sorted[at - 1]) distinct++;
  return distinct > most;
}

function shares(counts: Float64Array, size: number): Float64Array {
  return counts.map((count) => count / size);
}

function fillSide(side: Float64Array): Float64Array {
  let smallest = Number.POSITIVE_INFINITY;
  for (const share of side) if (share !== 0 && share < smallest) smallest = share;
  const fill = smallest <= SHARE_OF_AN_EMPTY_BIN ? smallest / 1e6 : SHARE_OF_AN_EMPTY_BIN;
  return side.map((share) => (share === 0 ? fill : share));
}
