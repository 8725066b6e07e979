import type { RunId } from '@optaic/mlops/base';
import type { LedgerChange } from './ledger.ts';
import type { createRunTable } from './run.dynamodb.ts';

/** Makes a commit fail unless its run is running, so that a stage that outlived its run publishes nothing. */
export function runStillRunning(runs: ReturnType<typeof createRunTable>, runId: RunId): LedgerChange {
  return {
    item: runs.stillRunning(runId),
    conflict: {
      code: 'run.not_running',
      message: `run ${runId} is not running; only a running run publishes, so start it first or request a new one`,
    },
  };
}
