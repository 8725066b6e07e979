import { pooledRange } from './binned-shares.ts';
import { pairwiseSum } from './pairwise-sum.ts';
import { numericSides, type SamplePair } from './sample-pair.ts';
import { countInBins, sturgesEdges } from './sturges-edges.ts';

/**
 * Hellinger distance: √(1 − Σ √(p q)). Numbers are binned by Sturges over the distinct values of both sides, however few.
 *
 * @returns In [0, 1].
 * @see Hellinger, Neue Begründung der Theorie quadratischer Formen, 1909; evidently 0.7.21,
 *   legacy/calculations/stattests/hellinger_distance.py.
 */
export function hellinger(pair: SamplePair): number {
  if (pair.type === 'cat') return distanceOfValues(pair);
  return Math.sqrt(1 - Math.min(1, Math.max(0, overlapOfBins(pair))));
}

/** √(½ Σ (√p − √q)²), the same: the reference's sum is in the order of a hash set, this one is 0 for equal shares. */
function distanceOfValues({ counts, reference, current }: SamplePair): number {
  const squares = counts.reference.map(
    (count, value) => (Math.sqrt(count / reference.size) - Math.sqrt(counts.current[value] / current.size)) ** 2,
  );
  return Math.min(1, Math.sqrt(pairwiseSum(squares) / 2));
}

/** Of densities times the width, as the reference has it; shares alone would round otherwise. */
function overlapOfBins(pair: SamplePair): number {
  const { reference, current } = numericSides(pair);
  const edges = sturgesEdges({ ...pooledRange(pair), count: pooledDistinct(reference.sorted, current.sorted) });
  const bins = edges.length - 1;
  const width = (edges[bins] - edges[0]) / bins;
  const left = countInBins(reference.sorted, edges);
  const right = countInBins(current.sorted, edges);
  let overlap = 0;
  for (let bin = 0; bin < bins; bin++) {
    const own = edges[bin + 1] - edges[bin];
    overlap += Math.sqrt((left[bin] / own / reference.size) * (right[bin] / own / current.size)) * width;
  }
  return overlap;
}

function pooledDistinct(a: Float64Array, b: Float64Array): number {
  let distinct = 0;
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const value = j === b.length || (i < a.length && a[i] <= b[j]) ? a[i] : b[j];
    while (i < a.length && a[i] === value) i++;
    while (j < b.length && b[j] === value) j++;
    distinct++;
  }
  return distinct;
}
