import { InvalidInputError } from '@optaic/mlops/base';
import type { DateAxis } from './samples.ts';
import type { DateRange } from './split.ts';

/** What every cross-validation takes. */
export interface EmbargoOptions {
  /**
   * Days of the calendar left out of training after the purge zone of each test block.
   *
   * @default the greater of ⌈1 % of the dates⌉ and `featureMemoryDates`
   */
  readonly embargoDates?: number;
  /** How many days back a feature looks, where that is longer. @default 0 */
  readonly featureMemoryDates?: number;
}

/** The embargo asked for, or its default. */
export function embargoOf({ embargoDates, featureMemoryDates = 0 }: EmbargoOptions, { dates }: DateAxis): number {
  requireCount('embargoDates', embargoDates ?? 0, 0);
  requireCount('featureMemoryDates', featureMemoryDates, 0);
  return embargoDates ?? Math.max(Math.ceil(dates.length / 100), featureMemoryDates);
}

/**
 * Parts the dates into consecutive groups whose sizes differ by at most one, the longer ones first (as numpy's
 * `array_split`).
 *
 * @throws {InvalidInputError} `split.too_few_dates` when there are fewer dates than groups.
 */
export function groupDates({ dates }: DateAxis, groups: number): DateRange[] {
  if (dates.length < groups) {
    throw new InvalidInputError(
      'split.too_few_dates',
      `${dates.length} dates cannot be parted into ${groups} groups; give more dates or fewer groups`,
    );
  }
  const size = Math.floor(dates.length / groups);
  const longer = dates.length % groups;
  return Array.from({ length: groups }, (_, group) => {
    const from = group * size + Math.min(group, longer);
    return { from, to: from + size + (group < longer ? 1 : 0) };
  });
}

/** @throws {InvalidInputError} `split.option_invalid` when a count is no whole number or out of its range. */
export function requireCount(name: string, value: number, min: number, max = Number.MAX_SAFE_INTEGER): void {
  if (Number.isInteger(value) && value >= min && value <= max) return;
  const range = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
  throw new InvalidInputError('split.option_invalid', `${name} is ${value}; give a whole number ${range}`);
}
