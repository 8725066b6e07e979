import { existsSync, readdirSync, rmSync } from 'node:fs';
import { RuntimeError } from '../runtime-error.ts';
import { StateStore } from '../state/state-store.ts';

const STATE_FILE = 'runtime.sqlite';

/**
 * Removes the state of a runtime that does not run.
 *
 * @throws {RuntimeError} `start.not_a_state_directory` for a folder with anything else in it; `runtime.already_running`.
 */
export function dropState(path: string): void {
  if (!existsSync(path)) return;
  const entries = readdirSync(path);
  if (entries.length > 0 && !entries.includes(STATE_FILE)) {
    throw new RuntimeError(
      'start.not_a_state_directory',
      `${path} holds files but no ${STATE_FILE}: this is not the state of a runtime, so --fresh does not remove it`,
    );
  }
  // Opening takes the lock: a running system's state is not pulled from under it.
  new StateStore(path).close();
  rmSync(path, { recursive: true, force: true });
}
