import { InvalidInputError } from '@optaic/mlops/base';
import { requireEqualSizes } from './require-equal-sizes.ts';
import type { SamplePair } from './sample-pair.ts';

/**
 * Fisher's exact test, two-sided: the probability of all tables no likelier than the observed one. The sides are of equal
 * size, so the tables are symmetric and the test is twice its smaller tail.
 *
 * @returns p in (0, 1].
 * @throws {InvalidInputError} `drift.sizes_differ`; `drift.too_many_values` for more than two distinct values
 *   over both sides; the reference counts a side, and then takes any two.
 * @see Fisher, The Design of Experiments, 1935; scipy.stats.fisher_exact.
 */
export function fisherExact(pair: SamplePair): number {
  const { values, reference, current } = pair.counts;
  if (values.length > 2) {
    throw new InvalidInputError(
      'drift.too_many_values',
      `fisher_exact compares two values, the sides have ${values.length}; choose chisquare`,
    );
  }
  requireEqualSizes(pair, 'fisher_exact');
  const size = pair.reference.size;
  const marked = reference[0] + current[0];
  const observed = Math.min(reference[0], current[0]);
  return 2 * observed === marked ? 1 : Math.min(1, 2 * lowerTail(observed, marked, size));
}

/** P(X ≤ observed), X the share of `marked` of 2 · `size` rows that falls on one side: weights relative to the mode. */
function lowerTail(observed: number, marked: number, size: number): number {
  const mode = Math.floor(marked / 2);
  let weight = 1;
  let tail = mode <= observed ? 1 : 0;
  let below = 1;
  for (let x = mode; x > Math.max(0, marked - size); x--) {
    weight *= (x * (size - marked + x)) / ((size - x + 1) * (marked - x + 1));
    below += weight;
    if (x - 1 <= observed) tail += weight;
  }
  // Above the mode the weights mirror those below, the mode itself once more where `marked` is odd.
  const total = marked % 2 === 0 ? 2 * below - 1 : 2 * below;
  return tail / total;
}
