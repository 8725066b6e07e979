import type { ApiClient } from '@optaic/mlops/api';
import type { InstanceId } from '@optaic/mlops/base';
import type { RunRecord } from '@optaic/mlops/registry/records';
import { everyPage } from '../every-page.ts';
import { completedRun, type WaitOptions } from '../wait-for-run.ts';

const LISTS = {
  training: 'listTrainingRuns',
  inference: 'listInferenceRuns',
  evaluation: 'listEvaluationRuns',
} as const;

/** A run that a back-test needs, once. */
export interface NeededRun {
  readonly kind: keyof typeof LISTS;
  /** Names it among the runs of its instance: the key that makes a repeated request the same. */
  readonly purpose: string;
  /** Whether a run is the one: of this purpose, whoever asked for it. */
  isIt(run: RunRecord): boolean;
  start(idempotencyKey: string): Promise<RunRecord>;
}

/**
 * Completes a run that is needed once: takes the one that is completed, waits for the one that is under way, else starts one.
 * One that failed before is tried again.
 *
 * @throws {CliError} with the error of the run when it fails now.
 */
export async function resumedRun(
  client: ApiClient,
  instance: InstanceId,
  { kind, purpose, isIt, start }: NeededRun,
  options: WaitOptions = {},
): Promise<RunRecord> {
  const runs = await everyPage((nextToken) =>
    client.call(LISTS[kind], { parameters: { instance }, query: { limit: 200, nextToken } }),
  );
  const known = runs.filter((run) => run.mode === 'normal' && isIt(run));
  const completed = known.find(({ status }) => status === 'completed');
  if (completed !== undefined) return completed;
  const underWay = known.find(({ status }) => status === 'pending' || status === 'running');
  // Those that ended otherwise are counted, so that the next attempt is a request of its own.
  const run = underWay ?? (await start(`${purpose}/${known.length + 1}`));
  return completedRun(client, run.id, options);
}
