import { dateOf, type Instant } from '@optaic/mlops/base';
import {
  type AlertOutcome,
  evaluateAlertRules,
  isOver,
  type MonitoringReport,
  MonitoringReportSchema,
  MonitoringResultSchema,
  monitoredMetrics,
  type RuleVerdict,
  summariseReport,
} from '@optaic/mlops/monitoring';
import type { FiringAlert, Registry } from '@optaic/mlops/registry';
import { z } from 'zod';
import { type MonitoringPlan, MonitoringPlanSchema, MonitoringStageInputSchema } from './monitoring-plan.ts';
import type { ObjectStore } from './object-store.ts';
import { stageWrite } from './stage-write.ts';

export const AlertMonitoringInputSchema = MonitoringStageInputSchema.extend({ reportKey: z.string() });
export type AlertMonitoringInput = z.infer<typeof AlertMonitoringInputSchema>;

/** The run's result. */
export const AlertMonitoringOutputSchema = z.strictObject({ result: MonitoringResultSchema });
export type AlertMonitoringOutput = z.infer<typeof AlertMonitoringOutputSchema>;

export interface AlertMonitoringServices {
  readonly artifacts: ObjectStore;
  readonly registry: Pick<Registry, 'alerts'>;
  now(): Instant;
}

/** What to do about each rule, decided before anything is done: `runs/<runId>/alert/decisions.json`. */
const DecisionsSchema = z.array(
  z.discriminatedUnion('action', [
    z.strictObject({ rule: z.string(), action: z.literal('fire'), value: z.number() }),
    z.strictObject({ rule: z.string(), action: z.literal('hold'), alertId: z.string() }),
    z.strictObject({ rule: z.string(), action: z.literal('resolve'), alertId: z.string() }),
  ]),
);
type Decision = z.infer<typeof DecisionsSchema>[number];

/** Fires and resolves alerts by the definition's rules; at most one is open for each. */
export async function alertMonitoring(
  { runId, planKey, reportKey }: AlertMonitoringInput,
  { artifacts, registry, now }: AlertMonitoringServices,
): Promise<AlertMonitoringOutput> {
  const plan = await artifacts.readJson(planKey, MonitoringPlanSchema);
  const report = await artifacts.readJson(reportKey, MonitoringReportSchema);
  const verdicts = evaluateAlertRules(
    plan.alertRules,
    monitoredMetrics(report.drift, report.performance, plan.modelVersion),
  );
  // Read back: a second attempt sees the alerts that the first one changed, and must not decide by them.
  const decisions = await artifacts.writeJsonOnce(
    `runs/${runId}/alert/decisions.json`,
    await decide(verdicts, plan, registry),
    DecisionsSchema,
  );
  const outcomes: { outcome: AlertOutcome; alertId: string }[] = [];
  for (const decision of decisions) outcomes.push(await act(decision, plan, report, registry, now()));
  return { result: summariseReport(report, reportKey, mostTelling(outcomes)) };
}

async function decide(
  verdicts: readonly RuleVerdict[],
  { instanceId, previousCheck }: MonitoringPlan,
  { alerts }: Pick<Registry, 'alerts'>,
): Promise<Decision[]> {
  const decisions: Decision[] = [];
  for (const verdict of verdicts) {
    const rule = verdict.rule.name;
    if (verdict.isFiring && verdict.value !== null) {
      decisions.push({ rule, action: 'fire', value: verdict.value });
      continue;
    }
    const open = await alerts.findOpenAlert(instanceId, rule);
    if (open === undefined) continue;
    const action = isOver(verdict, open.lastFiredAsOf, previousCheck) ? 'resolve' : 'hold';
    decisions.push({ rule, action, alertId: open.id });
  }
  return decisions;
}

async function act(
  decision: Decision,
  plan: MonitoringPlan,
  report: MonitoringReport,
  { alerts }: Pick<Registry, 'alerts'>,
  now: Instant,
): Promise<{ outcome: AlertOutcome; alertId: string }> {
  if (decision.action === 'hold') return { outcome: 'held', alertId: decision.alertId };
  const context = stageWrite(plan, `alert/${decision.rule}`, now);
  if (decision.action === 'resolve') {
    const resolution = { asOf: dateOf(plan.asOf), reason: 'two checks in a row were below the limit' };
    const { id } = await alerts.resolveAlert(decision.alertId, resolution, context);
    return { outcome: 'resolved', alertId: id };
  }
  const { outcome, alert } = await alerts.openOrTouchAlert(firingAlert(decision, plan, report), context);
  return { outcome, alertId: alert.id };
}

function firingAlert(
  { rule: name, value }: Extract<Decision, { action: 'fire' }>,
  { runId, instanceId, asOf, clock, alertRules }: MonitoringPlan,
  { drift }: MonitoringReport,
): FiringAlert {
  const rule = alertRules.find((candidate) => candidate.name === name);
  if (rule === undefined) throw new TypeError(`no rule ${name} among those that were judged`);
  const isDrift = rule.metric === 'drift_share';
  const drifted = drift.features.filter((feature) => feature.drifted).length;
  return {
    kind: isDrift ? 'drift' : 'performance',
    instanceId,
    rule: name,
    severity: rule.severity,
    metric: rule.metric,
    value,
    limit: rule.limit,
    message: isDrift
      ? `${drifted} of ${drift.features.length} features drifted; the worst, ${drift.worst.name}, is ${drift.worst.ratio.toFixed(2)} times its limit`
      : `${rule.metric} is ${value.toFixed(4)}, limit ${rule.limit}`,
    runId,
    asOf: dateOf(asOf),
    clock,
    cooldownDays: rule.cooldownDays,
    ...(rule.action === undefined ? {} : { action: rule.action }),
  };
}

const MOST_TELLING_FIRST = ['opened', 'held', 'resolved'] as const satisfies readonly AlertOutcome[];

/** One line of a run's result has room for one alert. */
function mostTelling(outcomes: readonly { outcome: AlertOutcome; alertId: string }[]): {
  outcome: AlertOutcome;
  alertId?: string;
} {
  for (const wanted of MOST_TELLING_FIRST) {
    const found = outcomes.find(({ outcome }) => outcome === wanted);
    if (found !== undefined) return found;
  }
  return { outcome: 'none' };
}
