import { CARDINALITY_STANDARD_ERROR, estimateCardinality } from './cardinality-sketch.ts';
import type { ColumnProfile, ValueCounts } from './column-profile.ts';
import { type FrequentItem, KEPT_CHARACTERS } from './frequent-items.ts';
import { varianceOf } from './moments.ts';
import { distributionOf, quantileOf, rankErrorBound } from './sketched-distribution.ts';

/** The probabilities of a summary's quantiles. */
export const SUMMARY_PROBABILITIES = [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99] as const;

const FREQUENT_SHOWN = 20;
const STANDARD_ERRORS = 3;

/** An estimate, and what the true value lies between. */
export interface BoundedEstimate {
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
}

export interface ProfiledDistribution {
  /** Finite values. */
  readonly count: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly mean: number;
  /** Sample variance, ddof 1, and its root; null when too large for a double. */
  readonly variance: number | null;
  readonly standardDeviation: number | null;
  /** How far a share of values at or below a point can be off; proven, in [0, 1]. */
  readonly rankErrorBound: number;
  /** Each between its bounds for certain. */
  readonly quantiles: readonly (BoundedEstimate & { readonly probability: number })[];
}

/** A profile in the numbers that people read, each estimate with its bounds. */
export interface ProfileSummary {
  readonly kind: ColumnProfile['kind'];
  readonly counts: ValueCounts;
  /** Null for a column without finite numbers or times. */
  readonly distribution: ProfiledDistribution | null;
  /** Distinct values; bounds three standard errors apart from the estimate (99.7 %), or equal to it where it is exact. */
  readonly cardinality: BoundedEstimate & { readonly isExact: boolean };
  /** The most frequent values, twenty at most; each count between its bounds for certain. */
  readonly frequent: readonly (FrequentItem & { readonly lower: number; readonly upper: number })[];
}

/** Summarises a column's profile. */
export function summariseProfile(profile: ColumnProfile): ProfileSummary {
  const { kind, counts, frequent } = profile;
  return {
    kind,
    counts,
    distribution: summariseDistribution(profile),
    cardinality: summariseCardinality(profile),
    frequent: frequent.items.slice(0, FREQUENT_SHOWN).map((item) => ({
      ...item,
      lower: item.count,
      upper: item.count + frequent.error,
    })),
  };
}

function summariseDistribution({ quantiles, moments }: ColumnProfile): ProfiledDistribution | null {
  if (quantiles.count === 0) return null;
  const { count, minimum, maximum } = quantiles;
  const distribution = distributionOf(quantiles);
  const bound = rankErrorBound(quantiles);
  const variance = varianceOf(moments);
  return {
    count,
    minimum,
    maximum,
    mean: moments.mean,
    variance: variance ?? null,
    standardDeviation: variance === undefined ? null : Math.sqrt(variance),
    rankErrorBound: bound,
    quantiles: SUMMARY_PROBABILITIES.map((probability) => ({
      probability,
      value: quantileOf(distribution, probability),
      // Where a bound leaves [0, 1] nothing but the extreme, which is exact, is certain.
      lower: bound > 0 && probability <= bound ? minimum : quantileOf(distribution, probability - bound),
      upper: bound > 0 && probability + bound >= 1 ? maximum : quantileOf(distribution, probability + bound),
    })),
  };
}

function summariseCardinality(profile: ColumnProfile): ProfileSummary['cardinality'] {
  const exact = exactCardinality(profile);
  if (exact !== undefined) return { value: exact, lower: exact, upper: exact, isExact: true };
  const value = estimateCardinality(profile.cardinality);
  const margin = STANDARD_ERRORS * CARDINALITY_STANDARD_ERROR;
  return { value, lower: value / (1 + margin), upper: value / (1 - margin), isExact: false };
}

/** Known where one of the sketches still holds every value. */
function exactCardinality({ counts, quantiles, frequent }: ColumnProfile): number | undefined {
  const finite = counts.integral + counts.fractional;
  if (quantiles.count > 0 && rankErrorBound(quantiles) === 0) return new Set(quantiles.levels[0].items).size;
  const hasAll = frequent.error === 0 && frequent.total === finite + counts.strings + counts.booleans;
  const hasCut = frequent.items.some(({ value }) => typeof value === 'string' && value.length >= KEPT_CHARACTERS - 1);
  return hasAll && !hasCut ? frequent.items.length : undefined;
}
