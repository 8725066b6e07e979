import type { Instant, RunId } from '@optaic/mlops/base';
import type { Actor, WriteContext } from '@optaic/mlops/registry';

/** The write of one stage of one run: whoever started the run acts, and the stage commits once however often it is run. */
export function stageWrite(run: { runId: RunId; actor: Actor }, stage: string, now: Instant): WriteContext {
  return { actor: run.actor, correlationId: run.runId, token: `${run.runId}/${stage}`, now };
}
