import type { CalendarDate } from '@optaic/mlops/base';
import type { BacktestWalk, Refit } from '@optaic/mlops/registry/records';
import { CliError } from '../cli-error.ts';

/** One fit and the days that are decided with it. */
export interface WalkSegment {
  /** The last trading day before the first decision. */
  readonly trainAsOf: CalendarDate;
  /** In time order, all after it. */
  readonly decisions: readonly CalendarDate[];
}

const PERIOD_OF: Readonly<Record<Refit, (date: CalendarDate) => string>> = {
  never: () => '',
  yearly: (date) => date.slice(0, 4),
  quarterly: (date) => `${date.slice(0, 4)}Q${Math.floor((Number(date.slice(5, 7)) - 1) / 3)}`,
  monthly: (date) => date.slice(0, 7),
};

/**
 * Cuts a walk into segments: decisions every `stepDays` trading days, a fit before the first of each period.
 *
 * @param days - Trading days in order, at least one of them before the walk.
 * @throws {CliError} when there is no day to decide on, or none before the first decision to train by.
 */
export function planWalk(
  days: readonly CalendarDate[],
  { from, to, stepDays, refit }: BacktestWalk,
): readonly WalkSegment[] {
  const decisions = days.filter((day) => day >= from && day <= to).filter((_, index) => index % stepDays === 0);
  if (decisions.length === 0) throw new CliError(`there is no trading day from ${from} to ${to}`);
  return [...Map.groupBy(decisions, PERIOD_OF[refit]).values()].map((own) => ({
    trainAsOf: dayBefore(days, own[0] ?? from),
    decisions: own,
  }));
}

function dayBefore(days: readonly CalendarDate[], decision: CalendarDate): CalendarDate {
  const before = days.findLast((day) => day < decision);
  if (before !== undefined) return before;
  throw new CliError(`there is no trading day before ${decision} to train by; start the back-test later`);
}
