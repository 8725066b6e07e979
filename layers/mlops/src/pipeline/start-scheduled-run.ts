import { InstanceIdSchema, type Instant, InstantSchema, RunIdSchema } from '@optaic/mlops/base';
import type { Registry } from '@optaic/mlops/registry';
import { runIdFrom } from '@optaic/mlops/registry/run-id';
import { z } from 'zod';

/** The input of a schedule's target; `scheduledTime` is `<aws.scheduler.scheduled-time>`, filled in without milliseconds. */
export const StartScheduledRunInputSchema = z.strictObject({
  instanceId: InstanceIdSchema,
  kind: z.enum(['training', 'inference', 'monitoring']),
  scheduledTime: z.iso
    .datetime()
    .transform((text) => new Date(text).toISOString())
    .pipe(InstantSchema),
});
export type StartScheduledRunInput = z.infer<typeof StartScheduledRunInputSchema>;

export const StartScheduledRunOutputSchema = z.discriminatedUnion('outcome', [
  z.strictObject({ outcome: z.literal('requested'), runId: RunIdSchema }),
  z.strictObject({ outcome: z.literal('skipped'), reason: z.literal('suspended') }),
]);
export type StartScheduledRunOutput = z.infer<typeof StartScheduledRunOutputSchema>;

export interface ScheduleServices {
  readonly registry: Pick<Registry, 'instances' | 'runs'>;
  now(): Instant;
}

/**
 * Requests the run a schedule is due for. Its id is a hash of instance, kind and scheduled time, and it is as of that time:
 * the scheduler may deliver twice or late and the run is the same one. A suspended instance is left alone.
 */
export async function startScheduledRun(
  { instanceId, kind, scheduledTime }: StartScheduledRunInput,
  { registry, now }: ScheduleServices,
): Promise<StartScheduledRunOutput> {
  const instance = await registry.instances.getInstance(instanceId);
  if (instance.status === 'suspended') return { outcome: 'skipped', reason: 'suspended' };

  const runId = runIdFrom({ instanceId, kind, scheduledTime });
  await registry.runs.requestRun(
    {
      id: runId,
      kind,
      instanceId,
      cause: { kind: 'schedule', scheduledTime },
      clock: 'live',
      asOf: scheduledTime,
      request: {},
    },
    {
      actor: { kind: 'system', id: 'schedule-start' },
      correlationId: runId,
      token: `${runId}/request`,
      now: now(),
    },
  );
  return { outcome: 'requested', runId };
}
