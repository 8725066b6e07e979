import { RunIdSchema } from '@optaic/mlops/base';
import { z } from 'zod';
import type { RunServices } from './complete-run.ts';
import { type FailRunOutput, failRun } from './fail-run.ts';

/**
 * An execution of one of our machines that ended badly; its name is the run's id.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html
 */
export const ReconcileRunInputSchema = z.object({
  detail: z.object({
    name: RunIdSchema,
    status: z.enum(['FAILED', 'TIMED_OUT', 'ABORTED']),
    error: z.string().nullish(),
    cause: z.string().nullish(),
  }),
});
export type ReconcileRunInput = z.infer<typeof ReconcileRunInputSchema>;

const NAME_WITHOUT_ERROR = {
  FAILED: 'States.Runtime',
  TIMED_OUT: 'States.Timeout',
  ABORTED: 'States.Aborted',
} as const;

/** Closes a run whose execution is over but whose Catch could not act: timed out, aborted, or failed in its last state. */
export async function reconcileRun({ detail }: ReconcileRunInput, services: RunServices): Promise<FailRunOutput> {
  const { name: runId, status, error, cause } = detail;
  const failure = {
    Error: error ?? NAME_WITHOUT_ERROR[status],
    Cause: cause ?? `execution ${runId} ended ${status}; its history tells where`,
  };
  return failRun({ runId, failure }, services);
}
