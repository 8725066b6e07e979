import type { BoundedEstimate } from '../summarise-profile.ts';

/** How far two profiles are apart, and what the distance of the rows themselves lies between. */
export interface ProfileDistance {
  readonly distance: BoundedEstimate;
  /** Probability of such a distance without drift, at the estimate; null for a distance that is not a test. */
  readonly pValue: number | null;
}

/** An estimate that is off by at most these errors and lies within a range. */
export function within(
  value: number,
  errors: { readonly below: number; readonly above: number },
  [lowest, highest]: readonly [number, number],
): BoundedEstimate {
  return { value, lower: Math.max(lowest, value - errors.below), upper: Math.min(highest, value + errors.above) };
}
