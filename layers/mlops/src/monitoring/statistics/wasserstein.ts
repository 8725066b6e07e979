import { MINIMUM_NORM } from '../wasserstein-normed.ts';
import { numericSides, type SamplePair } from './sample-pair.ts';

/**
 * First Wasserstein distance in standard deviations of the reference: W1 / max(std, 0.001), std with ddof 0.
 *
 * @returns ≥ 0; NaN or infinite when a side holds infinities.
 * @see evidently 0.7.21, legacy/calculations/stattests/wasserstein_distance_norm.py.
 */
export function wasserstein(pair: SamplePair): number {
  const { reference, current } = numericSides(pair);
  return distance(reference.sorted, current.sorted) / Math.max(populationDeviation(reference.values), MINIMUM_NORM);
}

/**
 * ∫ |F_a⁻¹ − F_b⁻¹| over the shares, which is ∫ |F_a − F_b| over the values: walked by rank, in whole n·m-ths, where the
 * next step does not hang on the values.
 */
function distance(a: Float64Array, b: Float64Array): number {
  const n = a.length;
  const m = b.length;
  let sum = 0;
  let at = 0;
  for (let i = 0, j = 0; i < n; ) {
    const endOfA = (i + 1) * m;
    const endOfB = (j + 1) * n;
    const end = endOfA < endOfB ? endOfA : endOfB;
    sum += Math.abs(a[i] - b[j]) * (end - at);
    at = end;
    if (endOfA === end) i++;
    if (endOfB === end) j++;
  }
  return sum / n / m;
}

function populationDeviation(values: Float64Array): number {
  let sum = 0;
  for (let row = 0; row < values.length; row++) sum += values[row];
  const mean = sum / values.length;
  let squares = 0;
  for (let row = 0; row < values.length; row++) {
    const difference = values[row] - mean;
    squares += difference * difference;
  }
  return Math.sqrt(squares / values.length);
}
