import { type Instant, RunIdSchema } from '@optaic/mlops/base';
import type { Registry } from '@optaic/mlops/registry';
import { z } from 'zod';
import { stageWrite } from './stage-write.ts';

export const CompleteRunInputSchema = z.strictObject({
  runId: RunIdSchema,
  /** What the run came to, by its kind. */
  result: z.record(z.string(), z.unknown()),
});
export type CompleteRunInput = z.infer<typeof CompleteRunInputSchema>;

export const CompleteRunOutputSchema = z.strictObject({ runId: RunIdSchema, status: z.literal('completed') });
export type CompleteRunOutput = z.infer<typeof CompleteRunOutputSchema>;

export interface RunServices {
  readonly registry: Pick<Registry, 'runs'>;
  now(): Instant;
}

/** Closes a run as completed, with its result, and emits `<kind>.completed`. */
export async function completeRun(
  { runId, result }: CompleteRunInput,
  { registry, now }: RunServices,
): Promise<CompleteRunOutput> {
  const { actor } = await registry.runs.getRun(runId);
  await registry.runs.completeRun(runId, result, stageWrite({ runId, actor }, 'complete', now()));
  return { runId, status: 'completed' };
}
