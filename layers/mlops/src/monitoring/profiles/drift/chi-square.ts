import { InvalidInputError } from '@optaic/mlops/base';
import { chiSquareTail } from '../../statistics/distributions/chi-square-tail.ts';
import type { ColumnProfile } from '../column-profile.ts';
import type { ProfileDistance } from './profile-distance.ts';

/**
 * Pearson's statistic of the current counts against the reference's shares, the expected counts rounded down. Exact, as
 * it is refused once a counter was given up. The shares are of the values, not of all rows.
 *
 * @param reference - With a counted value.
 * @param current - With a counted value.
 * @returns Infinite, with p 0, where a value is expected less than once.
 * @throws {InvalidInputError} `profile.too_many_categories` when a side has lost counts.
 * @see whylogs 1.6.0, viz/drift/column_drift_algorithms.py, ChiSquare.
 */
export function chiSquareOfProfiles(reference: ColumnProfile, current: ColumnProfile): ProfileDistance {
  const error = Math.max(reference.frequent.error, current.frequent.error);
  if (error > 0) {
    throw new InvalidInputError(
      'profile.too_many_categories',
      `the column has more distinct values than counters, so counts are up to ${error} short; profile it with a larger frequentCapacity than ${reference.frequent.capacity}`,
    );
  }
  const expectedOf = new Map(reference.frequent.items.map(({ value, count }) => [value, count]));
  const observedOf = new Map(current.frequent.items.map(({ value, count }) => [value, count]));
  let statistic = 0;
  for (const value of new Set([...expectedOf.keys(), ...observedOf.keys()])) {
    const share = (expectedOf.get(value) ?? 0) / reference.frequent.total;
    const expected = Math.floor(share * current.frequent.total);
    if (expected === 0) return result(Number.POSITIVE_INFINITY, 0);
    statistic += ((observedOf.get(value) ?? 0) - expected) ** 2 / expected;
  }
  // The estimate of whylogs rounded down: with no counter lost, the count itself.
  const freedom = Math.max(1, current.frequent.items.length - 1);
  return result(statistic, chiSquareTail(statistic, freedom));
}

function result(value: number, pValue: number): ProfileDistance {
  return { distance: { value, lower: value, upper: value }, pValue };
}
