import { InvalidInputError } from '@optaic/mlops/base';
import type { RunRecord } from '@optaic/mlops/registry';

/**
 * Makes sure that a run can be audited: it made a version, and its plan and outputs are there to compare with.
 *
 * @throws {InvalidInputError} `run.not_auditable` for any other.
 */
export function requireAuditable({ id, kind, mode, status }: RunRecord): void {
  const madeVersion = (kind === 'training' || kind === 'inference') && mode === 'normal';
  if (madeVersion && status === 'completed') return;
  throw new InvalidInputError(
    'run.not_auditable',
    `run ${id} is a ${status} ${kind} run, mode ${mode}; name a completed training or inference run that made a version`,
  );
}
