import type { RegimeModel } from '../model/regime-model.ts';

/** The label that is acted on, and for how many bars it has been. */
export interface DebouncedLabel {
  readonly label: number;
  /** At least 1. */
  readonly days: number;
}

/**
 * The label after one more bar: it stays, unless its own probability has fallen to `leave`, another's has risen to `enter`,
 * and it has lasted the minimum. So a day's doubt changes nothing, and nothing changes back at once.
 *
 * @param before - Absent at the first bar, which takes the likeliest.
 * @param probabilities - Filtered; sum to 1.
 */
export function debounce(
  before: DebouncedLabel | undefined,
  probabilities: Float64Array,
  { enter, leave, minimumDwellDays }: RegimeModel['debounce'],
): DebouncedLabel {
  const likeliest = likeliestOf(probabilities);
  if (before === undefined) return { label: likeliest, days: 1 };
  const hasLeft = probabilities[before.label] <= leave && before.days >= minimumDwellDays;
  const isEntering = likeliest !== before.label && probabilities[likeliest] >= enter;
  return hasLeft && isEntering ? { label: likeliest, days: 1 } : { label: before.label, days: before.days + 1 };
}

/** The first of the largest. */
export function likeliestOf(probabilities: ArrayLike<number>): number {
  let best = 0;
  for (let k = 1; k < probabilities.length; k++) if (probabilities[k] > probabilities[best]) best = k;
  return best;
}
