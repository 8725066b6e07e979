import { categoryPositions } from './category-counts.ts';
import { mersenneTwister } from './mersenne-twister.ts';
import { pairwiseSum } from './pairwise-sum.ts';
import type { SamplePair } from './sample-pair.ts';

const PERMUTATIONS = 1_000;
const SEED = 0;

/**
 * Permutation test of the total variation distance ½ Σ |p − q|: the share of 1,000 random divisions of the pooled rows,
 * by the reference's generator with its seed, whose distance is at least the observed one.
 *
 * @returns p in [0, 1], a multiple of 0.001; not the distance.
 * @see evidently 0.7.21, legacy/calculations/stattests/tvd_stattest.py; numpy.random.RandomState.permutation.
 */
export function totalVariation({ counts, reference, current }: SamplePair): number {
  const sizes = [reference.size, current.size] as const;
  const observed = distance(counts.reference, counts.current, sizes);
  const pooled = new Int32Array(sizes[0] + sizes[1]);
  pooled.set(categoryPositions(reference, counts.values));
  pooled.set(categoryPositions(current, counts.values), sizes[0]);
  const total = counts.reference.map((count, value) => count + counts.current[value]);

  const draw = mersenneTwister(SEED);
  const order = new Int32Array(pooled.length);
  const left = new Float64Array(total.length);
  const right = new Float64Array(total.length);
  let reached = 0;
  for (let round = 0; round < PERMUTATIONS; round++) {
    shuffle(order, draw);
    left.fill(0);
    for (let row = 0; row < sizes[0]; row++) left[pooled[order[row]]]++;
    for (let value = 0; value < right.length; value++) right[value] = total[value] - left[value];
    if (observed <= distance(left, right, sizes)) reached++;
  }
  return reached / PERMUTATIONS;
}

function distance(a: Float64Array, b: Float64Array, [n, m]: readonly [number, number]): number {
  return 0.5 * pairwiseSum(a.map((count, value) => Math.abs(count / n - b[value] / m)));
}

/** Fisher and Yates from the end, with draws by mask and refusal. */
function shuffle(order: Int32Array, draw: () => number): void {
  for (let at = 0; at < order.length; at++) order[at] = at;
  for (let last = order.length - 1; last > 0; last--) {
    const mask = 2 ** (32 - Math.clz32(last)) - 1;
    let at = draw() & mask;
    while (at > last) at = draw() & mask;
    const swapped = order[last];
    order[last] = order[at];
    order[at] = swapped;
  }
}
