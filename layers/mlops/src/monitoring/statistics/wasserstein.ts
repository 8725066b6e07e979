import { wassersteinDistance, wassersteinNorm } from '../wasserstein-normed.ts';
import { numericSides, type SamplePair } from './sample-pair.ts';

/**
 * First Wasserstein distance in standard deviations of the reference: W1 / max(std, 0.001), std with ddof 0.
 *
 * @returns ≥ 0; NaN or infinite when a side holds infinities.
 * @see evidently 0.7.21, legacy/calculations/stattests/wasserstein_distance_norm.py.
 */
export function wasserstein(pair: SamplePair): number {
  const { reference, current } = numericSides(pair);
  return wassersteinDistance(reference.sorted, current.sorted) / wassersteinNorm(reference.values);
}
