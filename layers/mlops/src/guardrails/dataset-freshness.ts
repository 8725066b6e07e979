import type { Finding } from './report.ts';

/** How fresh an input is, as far as a run has to know. */
export interface InputFreshness {
  readonly dataset: string;
  readonly status: 'not_initialized' | 'ready' | 'stale' | 'error';
  /** Why it is not ready, in words. */
  readonly reason: string;
  /** The latest event it has; absent without any. */
  readonly latest?: string | undefined;
  /** The event that was due, grace included; absent where none was. */
  readonly due?: string | undefined;
}

/** `dataset.freshness`: every input is ready. One finding for each that is not. */
export function validateFreshness(inputs: readonly InputFreshness[]): Finding[] {
  return inputs
    .filter(({ status }) => status !== 'ready')
    .map(({ dataset, status, reason, latest, due }) => ({
      contract: 'dataset.freshness',
      message: `"${dataset}" is ${status === 'not_initialized' ? 'not initialized' : status}: ${reason}`,
      rows: 0,
      value: latest ?? null,
      limit: due ?? null,
      examples: [dataset],
    }));
}
