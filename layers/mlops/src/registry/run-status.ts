import { ConflictError } from '@optaic/mlops/base';
import type { RunRecord, RunStatus } from './records.ts';

const NEXT: Readonly<Record<RunStatus, readonly RunStatus[]>> = {
  pending: ['running', 'failed', 'cancelled'],
  running: ['completed', 'failed', 'cancelled'],
  completed: [],
  failed: [],
  cancelled: [],
};

/** Whether a run in this status is over. */
export function isTerminal(status: RunStatus): boolean {
  return NEXT[status].length === 0;
}

/**
 * Lets a run move on: pending → running → completed | failed | cancelled, and from pending also to failed and cancelled,
 * since a run can fail before its plan began.
 *
 * @throws {ConflictError} `run.illegal_transition` for any other move.
 */
export function checkRunMove(run: Pick<RunRecord, 'id' | 'status'>, to: RunStatus): void {
  if (NEXT[run.status].includes(to)) return;
  const allowed = NEXT[run.status].join(', ') || 'nothing, it is over';
  throw new ConflictError(
    'run.illegal_transition',
    `run ${run.id} cannot go from ${run.status} to ${to}; from ${run.status} it may go to ${allowed}`,
    { details: { from: run.status, to } },
  );
}
