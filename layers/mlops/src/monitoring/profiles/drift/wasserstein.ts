import { InvalidInputError } from '@optaic/mlops/base';
import { MINIMUM_NORM } from '../../wasserstein-normed.ts';
import type { ColumnProfile } from '../column-profile.ts';
import { distributionOf, rankErrorBound } from '../sketched-distribution.ts';
import { type ProfileDistance, within } from './profile-distance.ts';

/**
 * First Wasserstein distance of two profiles in standard deviations of the reference (ddof 0, at least 0.001), which is
 * exact. That of the rows is off by at most (rank error of both) · (range of both) / deviation.
 *
 * @param reference - With a finite value.
 * @param current - With a finite value.
 * @throws {InvalidInputError} `profile.too_spread` when the values are too large for a standard deviation.
 */
export function wassersteinOfProfiles(reference: ColumnProfile, current: ColumnProfile): ProfileDistance {
  const { squares, count } = reference.moments;
  if (squares === null) {
    throw new InvalidInputError(
      'profile.too_spread',
      "the reference's values are too large for a standard deviation; compare with ks, which asks for none",
    );
  }
  const norm = Math.max(Math.sqrt(squares / count), MINIMUM_NORM);
  const left = distributionOf(reference.quantiles);
  const right = distributionOf(current.quantiles);
  const points = Float64Array.from(new Set([...left.values, ...right.values])).sort();
  let distance = 0;
  let i = 0;
  let j = 0;
  for (let p = 0; p + 1 < points.length; p++) {
    if (left.values[i] === points[p]) i++;
    if (right.values[j] === points[p]) j++;
    const gap = (points[p + 1] - points[p]) / norm;
    distance +=
      gap * Math.abs((left.cumulative[i - 1] ?? 0) / count - (right.cumulative[j - 1] ?? 0) / current.moments.count);
  }
  const lowest = Math.min(reference.quantiles.minimum, current.quantiles.minimum);
  const highest = Math.max(reference.quantiles.maximum, current.quantiles.maximum);
  const rank = rankErrorBound(reference.quantiles) + rankErrorBound(current.quantiles);
  const error = rank === 0 ? 0 : rank * (highest / norm - lowest / norm);
  return { distance: within(distance, { below: error, above: error }, [0, Number.POSITIVE_INFINITY]), pValue: null };
}
