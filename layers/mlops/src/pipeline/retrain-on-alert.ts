import { ActivityEnvelopeSchema, ActivityPayloadSchemas } from '@optaic/mlops/activity';
import { type CalendarDate, endOfDay, InstantSchema, RunIdSchema } from '@optaic/mlops/base';
import { everyItem, type InstanceRecord } from '@optaic/mlops/registry';
import { runIdFrom } from '@optaic/mlops/registry/run-id';
import { z } from 'zod';
import type { ScheduleServices } from './start-scheduled-run.ts';

/** An alert's activity as the bus delivers it. */
export const RetrainOnAlertInputSchema = z.object({
  detail: z.strictObject({
    ...ActivityEnvelopeSchema.shape,
    action: z.literal('monitoring.drift_alert'),
    payload: ActivityPayloadSchemas['monitoring.drift_alert'],
  }),
});
export type RetrainOnAlertInput = z.infer<typeof RetrainOnAlertInputSchema>;
type DriftAlert = RetrainOnAlertInput['detail']['payload'];

export const RetrainOnAlertOutputSchema = z.discriminatedUnion('outcome', [
  z.strictObject({ outcome: z.literal('requested'), runId: RunIdSchema }),
  z.strictObject({
    outcome: z.literal('skipped'),
    reason: z.enum(['no_action', 'not_allowed', 'suspended', 'cooling_down']),
  }),
]);
export type RetrainOnAlertOutput = z.infer<typeof RetrainOnAlertOutputSchema>;

const DAY_MS = 86_400_000;

/**
 * Requests the retraining that an alert asks for, if its instance allows it: as of the end of the alert's date, on the
 * clock of the monitoring run, under an id that is a hash of instance and alert, so that the alert may arrive any number of
 * times. No second one within the rule's cooldown, counted on the runs' own clock to both sides, since alerts come unordered.
 */
export async function retrainOnAlert(
  { detail }: RetrainOnAlertInput,
  { registry, now }: ScheduleServices,
): Promise<RetrainOnAlertOutput> {
  const alert = detail.payload;
  const { instanceId, alertId, clock } = alert;
  const runId = runIdFrom({ retrain: instanceId, alertId });
  const instance = await registry.instances.getInstance(instanceId);
  const reason =
    refusalOf(alert, instance) ?? ((await isCoolingDown(alert, runId, registry)) ? 'cooling_down' : undefined);
  if (reason) return { outcome: 'skipped', reason };

  await registry.runs.requestRun(
    {
      id: runId,
      kind: 'training',
      instanceId,
      cause: { kind: 'alert', alertId },
      clock,
      asOf: endOfDay(alert.asOf),
      request: {},
    },
    {
      actor: { kind: 'system', id: 'retrain-on-alert' },
      correlationId: runId,
      token: `${runId}/request`,
      now: now(),
    },
  );
  return { outcome: 'requested', runId };
}

function refusalOf(alert: DriftAlert, { config, status }: InstanceRecord) {
  if (alert.action !== 'retrain') return 'no_action';
  if (!config.allow.retrain) return 'not_allowed';
  return status === 'suspended' ? 'suspended' : undefined;
}

/** Whether another alert's training lies less than the cooldown before or after this alert. */
async function isCoolingDown(
  { instanceId, clock, asOf, cooldownDays }: DriftAlert,
  ownRunId: string,
  { runs }: ScheduleServices['registry'],
): Promise<boolean> {
  const from = daysFrom(asOf, -cooldownDays);
  const until = daysFrom(asOf, cooldownDays);
  const trainings = everyItem((page) =>
    runs.listRuns({ instanceId, kind: 'training', mode: 'normal', asOfFrom: from, asOfUntil: until }, page),
  );
  for await (const run of trainings) {
    const isAnothers = run.cause.kind === 'alert' && run.id !== ownRunId && run.clock === clock;
    if (isAnothers && run.asOf > from && run.asOf < until) return true;
  }
  return false;
}

function daysFrom(date: CalendarDate, days: number) {
  return InstantSchema.parse(new Date(Date.parse(endOfDay(date)) + days * DAY_MS).toISOString());
}
