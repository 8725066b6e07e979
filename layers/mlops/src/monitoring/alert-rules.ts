import type { AlertRule, CalendarDate } from '@optaic/mlops/base';
import { type ZodType, z } from 'zod';
import type { DriftReport } from './check-drift.ts';
import type { PerformanceReport } from './check-performance.ts';

/** A definition's rule, as a run pins it. */
export const AlertRuleSchema: ZodType<AlertRule> = z.strictObject({
  name: z.string().min(1).max(64),
  metric: z.enum(['drift_share', 'mean_rank_information_coefficient']),
  comparison: z.enum(['gte', 'lt']),
  limit: z.number(),
  severity: z.enum(['warning', 'critical']),
  action: z.literal('retrain').exactOptional(),
  cooldownDays: z.int().min(0),
});

/** What the rules of one check look at; null when it is not known yet. */
export type MonitoredMetrics = Readonly<Record<AlertRule['metric'], number | null>>;

export interface RuleVerdict {
  readonly rule: AlertRule;
  readonly value: number | null;
  /** A metric that is not known yet never fires. */
  readonly isFiring: boolean;
}

/** The metrics that alert rules compare, from the reports of one check. */
export function monitoredMetrics(
  drift: DriftReport,
  performance: PerformanceReport,
  modelVersion: number,
): MonitoredMetrics {
  const version = performance.versions.find((candidate) => candidate.modelVersion === modelVersion);
  const isComparable = version !== undefined && version.realised.dates >= performance.minimumDates;
  return {
    drift_share: drift.driftShare,
    mean_rank_information_coefficient: isComparable ? version.realised.mean : null,
  };
}

/** Compares each rule's metric with its limit. */
export function evaluateAlertRules(rules: readonly AlertRule[], metrics: MonitoredMetrics): RuleVerdict[] {
  return rules.map((rule) => {
    const value = metrics[rule.metric];
    return { rule, value, isFiring: value !== null && compares(value, rule.comparison, rule.limit) };
  });
}

/**
 * Whether an open alert is over: its rule is calm now and was calm at the check before. One calm check amid firing ones
 * neither closes an alert nor lets the next one open it again.
 *
 * @param verdict - Of this check.
 * @param lastFired - The last date the alert's rule fired.
 * @param previousCheck - The date of the check before this one; undefined when this is the first.
 */
export function isOver(
  verdict: RuleVerdict,
  lastFired: CalendarDate,
  previousCheck: CalendarDate | undefined,
): boolean {
  const isCalm = verdict.value !== null && !verdict.isFiring;
  return isCalm && previousCheck !== undefined && previousCheck > lastFired;
}

function compares(value: number, comparison: AlertRule['comparison'], limit: number): boolean {
  return comparison === 'gte' ? value >= limit : value < limit;
}
