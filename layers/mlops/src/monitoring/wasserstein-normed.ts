import { InvalidInputError } from '@optaic/mlops/base';

/** The smallest deviation a distance is divided by, so that a constant column does not divide by zero. */
export const MINIMUM_NORM = 0.001;

type Column = Float32Array | Float64Array;

/**
 * First Wasserstein distance in units of the reference's standard deviation: W1 / max(std, 0.001), std with ddof 0.
 *
 * @param reference - Shape (n,); any order; missing and infinite values are dropped.
 * @param current - Shape (m,); as the reference.
 * @returns ≥ 0; 0 for equal distributions.
 * @throws {InvalidInputError} `drift.no_values` when a side has no finite value.
 * @see evidently 0.7.21, legacy/calculations/stattests/wasserstein_distance_norm.py.
 */
export function wassersteinNormed(reference: Column, current: Column): number {
  const sortedReference = sortedFinite(reference);
  const sortedCurrent = sortedFinite(current);
  if (sortedReference.length === 0 || sortedCurrent.length === 0) {
    const side = sortedReference.length === 0 ? 'reference' : 'current';
    throw new InvalidInputError(
      'drift.no_values',
      `the ${side} side has no finite value; a distance needs one on each`,
    );
  }
  return wassersteinDistance(sortedReference, sortedCurrent) / wassersteinNorm(sortedReference);
}

/**
 * First Wasserstein distance: the integral of |F_reference − F_current| over the pooled values.
 *
 * @param reference - Shape (n,), n ≥ 1; finite, ascending.
 * @param current - Shape (m,), m ≥ 1; finite, ascending.
 * @returns ≥ 0, in the unit of the values.
 * @see scipy.stats.wasserstein_distance.
 */
export function wassersteinDistance(reference: Column, current: Column): number {
  const n = reference.length;
  const m = current.length;
  let i = 0;
  let j = 0;
  let distance = 0;
  let value = Math.min(reference[0], current[0]);
  while (i < n || j < m) {
    const next = j === m || (i < n && reference[i] <= current[j]) ? reference[i] : current[j];
    distance += Math.abs(i / n - j / m) * (next - value);
    value = next;
    while (i < n && reference[i] === value) i++;
    while (j < m && current[j] === value) j++;
  }
  return distance;
}

/**
 * What a distance is divided by: the population standard deviation, at least 0.001.
 *
 * @param values - Shape (n,), n ≥ 1; finite.
 */
export function wassersteinNorm(values: Column): number {
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return Math.max(Math.sqrt(squares / values.length), MINIMUM_NORM);
}

/** A sorted copy without missing and infinite values. */
export function sortedFinite<T extends Column>(values: T): T;
export function sortedFinite(values: Column): Column {
  return values.filter((value) => Number.isFinite(value)).sort();
}
