import type { CalendarDate } from '@optaic/mlops/base';
import type { CoverageMeasure } from '@optaic/mlops/data';
import { z } from 'zod';
import { EXAMPLE_LIMIT, type Finding } from './report.ts';

export const CoverageConfigSchema = z.strictObject({
  /** Least share of the universe's members that a row is about on each day. */
  minimumShare: z.number().gt(0).max(1).default(0.95),
});
export type CoverageConfig = z.infer<typeof CoverageConfigSchema>;

type CoveredDay = CoverageMeasure['days'][number];

/**
 * `dataset.coverage`: on each day at least `minimumShare` of the universe as of then has a row, and the universe has
 * members. A finding names the first ten days, each with who is missing; its rows are the members without one.
 */
export function validateCoverage(
  { dataset, universe, days }: CoverageMeasure,
  { minimumShare }: CoverageConfig = CoverageConfigSchema.parse({}),
): Finding[] {
  const empty = days.filter(({ members }) => members === 0);
  const thin = days.filter((day) => day.members > 0 && share(day) < minimumShare);
  const findings = validateUniverse({ universe, days: days.length, emptyDays: empty.map(({ date }) => date) });
  if (thin.length > 0) {
    const least = thin.reduce((worst, day) => (share(day) < share(worst) ? day : worst));
    findings.push({
      contract: 'dataset.coverage',
      message: `"${dataset}" covers less than ${minimumShare} of universe "${universe}" on ${thin.length} of ${days.length} days, the least is ${share(least).toFixed(3)} on ${least.date}`,
      rows: thin.reduce((sum, { members, covered }) => sum + members - covered, 0),
      value: share(least),
      limit: minimumShare,
      examples: thin.slice(0, EXAMPLE_LIMIT).map(dayName),
    });
  }
  return findings;
}

export interface UniverseDays {
  readonly universe: string;
  /** Days that were looked at. */
  readonly days: number;
  /** Those on which it had no member, as it was known then. */
  readonly emptyDays: readonly CalendarDate[];
}

/** `dataset.coverage`: the universe has members on every day; an empty one covers nothing, whatever the share. */
export function validateUniverse({ universe, days, emptyDays }: UniverseDays): Finding[] {
  if (emptyDays.length === 0) return [];
  return [
    {
      contract: 'dataset.coverage',
      message: `universe "${universe}" has no member on ${emptyDays.length} of ${days} days`,
      rows: 0,
      value: 0,
      limit: 1,
      examples: emptyDays.slice(0, EXAMPLE_LIMIT),
    },
  ];
}

function share({ members, covered }: CoveredDay): number {
  return covered / members;
}

/** `2020-01-03: 40 of 50, without AAPL, ABBV and 8 more`. */
function dayName({ date, members, covered, uncovered }: CoveredDay): string {
  const more = members - covered - uncovered.length;
  const without =
    uncovered.length === 0 ? '' : `, without ${uncovered.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  return `${date}: ${covered} of ${members}${without}`;
}
