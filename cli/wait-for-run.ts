import { setTimeout as delay } from 'node:timers/promises';
import type { ApiClient } from '@optaic/mlops/api';
import type { RunId } from '@optaic/mlops/base';
import type { RunRecord } from '@optaic/mlops/registry/records';
import { CliError } from './cli-error.ts';

const POLL_INTERVAL_MS = 60;

export interface WaitOptions {
  readonly timeoutSeconds?: number;
  readonly pollIntervalMs?: number;
  /** Told of the run each time it is looked at. */
  readonly onPoll?: (run: RunRecord) => void;
}

/** Waits until a run has ended, whichever way. */
export async function waitForRun(
  client: ApiClient,
  id: RunId,
  { timeoutSeconds = 900, pollIntervalMs = POLL_INTERVAL_MS, onPoll }: WaitOptions = {},
): Promise<RunRecord> {
  const deadline = performance.now() + timeoutSeconds * 1_000;
  while (performance.now() < deadline) {
    const run = await client.call('getRun', { parameters: { run: id } });
    onPoll?.(run);
    if (run.status !== 'pending' && run.status !== 'running') return run;
    await delay(pollIntervalMs);
  }
  throw new CliError(`run ${id} has not ended within ${timeoutSeconds} s; see it with: optaic run ${id}`);
}

/**
 * Waits for a run and insists that it completed.
 *
 * @throws {CliError} with the run's recorded error.
 */
export async function completedRun(client: ApiClient, id: RunId, options: WaitOptions = {}): Promise<RunRecord> {
  const run = await waitForRun(client, id, options);
  if (run.status === 'completed') return run;
  throw new CliError(`${run.kind} run ${id} ${run.status}: ${run.error?.name ?? ''} ${run.error?.message ?? ''}`);
}
