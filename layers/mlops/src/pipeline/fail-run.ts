import { RunIdSchema } from '@optaic/mlops/base';
import { isTerminal, RunStatusSchema } from '@optaic/mlops/registry';
import { z } from 'zod';
import type { RunServices } from './complete-run.ts';
import { describeFailure } from './describe-failure.ts';
import { stageWrite } from './stage-write.ts';

export const FailRunInputSchema = z.strictObject({
  runId: RunIdSchema,
  /** What a Catch of a state machine puts at `$.failure`. */
  failure: z.strictObject({ Error: z.string(), Cause: z.string().optional() }),
});
export type FailRunInput = z.infer<typeof FailRunInputSchema>;

export const FailRunOutputSchema = z.strictObject({ runId: RunIdSchema, status: RunStatusSchema });
export type FailRunOutput = z.infer<typeof FailRunOutputSchema>;

/** Closes a run as failed, with the error's name, code and message. A run that is over stays what it is. */
export async function failRun(
  { runId, failure }: FailRunInput,
  { registry, now }: RunServices,
): Promise<FailRunOutput> {
  const run = await registry.runs.getRun(runId);
  if (isTerminal(run.status)) return { runId, status: run.status };
  const error = describeFailure(failure.Error, failure.Cause);
  const failed = await registry.runs.failRun(runId, error, stageWrite({ runId, actor: run.actor }, 'fail', now()));
  return { runId, status: failed.status };
}
