import { InvalidInputError } from '@optaic/mlops/base';
import type { ColumnProfile } from '../column-profile.ts';
import { chiSquareOfProfiles } from './chi-square.ts';
import { hellingerOfSketches } from './hellinger.ts';
import { kolmogorovSmirnovOfSketches } from './kolmogorov-smirnov.ts';
import type { ProfileDistance } from './profile-distance.ts';
import { wassersteinOfProfiles } from './wasserstein.ts';

export type ProfileStatistic = 'ks' | 'hellinger' | 'wasserstein' | 'chi_square';

export interface ProfileDrift extends ProfileDistance {
  readonly statistic: ProfileStatistic;
  /** At the estimate, by half-open ranges. */
  readonly category: 'none' | 'possible' | 'drift';
}

/** Below the first p it is drift, below the second possible. */
const P_VALUE_LIMITS = [0.05, 0.15] as const;
/** From the first distance on it is possible, from the second on drift. */
const DISTANCE_LIMITS = { hellinger: [0.15, 0.4], wasserstein: [0.1, 0.1] } as const;

/**
 * Drift of a column from its two profiles alone, when the rows are gone.
 *
 * @param statistic - `ks`, `hellinger` and `wasserstein` of numbers and times, `chi_square` of categories and whole numbers.
 * @default statistic `ks` where both sides have a distribution, else `chi_square`
 * @throws {InvalidInputError} `profile.no_values` when a side has none that the statistic compares; `profile.kind_mismatch`;
 * `profile.too_many_categories`; `profile.too_spread`.
 */
export function testProfileDrift(
  reference: ColumnProfile,
  current: ColumnProfile,
  statistic: ProfileStatistic = defaultStatistic(reference, current),
): ProfileDrift {
  requireComparable(reference, current, statistic);
  const result = distanceOf(reference, current, statistic);
  return { statistic, ...result, category: categoryOf(statistic, result) };
}

function defaultStatistic(reference: ColumnProfile, current: ColumnProfile): ProfileStatistic {
  const isCategorical = reference.kind === 'categorical' || current.kind === 'categorical';
  return isCategorical ? 'chi_square' : 'ks';
}

function distanceOf(reference: ColumnProfile, current: ColumnProfile, statistic: ProfileStatistic): ProfileDistance {
  switch (statistic) {
    case 'ks':
      return kolmogorovSmirnovOfSketches(reference.quantiles, current.quantiles);
    case 'hellinger':
      return hellingerOfSketches(reference.quantiles, current.quantiles);
    case 'wasserstein':
      return wassersteinOfProfiles(reference, current);
    case 'chi_square':
      return chiSquareOfProfiles(reference, current);
  }
}

function categoryOf(statistic: ProfileStatistic, { distance, pValue }: ProfileDistance): ProfileDrift['category'] {
  if (statistic === 'ks' || statistic === 'chi_square') {
    const p = pValue ?? 1;
    return p < P_VALUE_LIMITS[0] ? 'drift' : p < P_VALUE_LIMITS[1] ? 'possible' : 'none';
  }
  const [possible, drift] = DISTANCE_LIMITS[statistic];
  return distance.value >= drift ? 'drift' : distance.value >= possible ? 'possible' : 'none';
}

function requireComparable(reference: ColumnProfile, current: ColumnProfile, statistic: ProfileStatistic): void {
  for (const [side, { quantiles, frequent }] of Object.entries({ reference, current })) {
    if (statistic === 'chi_square' ? frequent.total > 0 : quantiles.count > 0) continue;
    const what = statistic === 'chi_square' ? 'category or whole number' : 'finite number or time';
    throw new InvalidInputError('profile.no_values', `the ${side} side has no ${what}; ${statistic} needs one on each`);
  }
  if (reference.kind === current.kind) return;
  throw new InvalidInputError(
    'profile.kind_mismatch',
    `the reference is a ${reference.kind} column and the current one is ${current.kind}; profile both as one kind`,
  );
}
