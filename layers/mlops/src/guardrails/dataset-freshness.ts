import type { DatasetFreshness } from '@optaic/mlops/data/freshness';
import type { Finding } from './report.ts';

/** How fresh an input is, as far as a run has to know. */
export type InputFreshness = Pick<DatasetFreshness, 'dataset' | 'status' | 'reason' | 'lastEvent' | 'dueBy'>;

/** `dataset.freshness`: every input is ready. One finding for each that is not, with what it has and what was due. */
export function validateFreshness(inputs: readonly InputFreshness[]): Finding[] {
  return inputs
    .filter(({ status }) => status !== 'ready')
    .map(({ dataset, status, reason, lastEvent, dueBy }) => ({
      contract: 'dataset.freshness',
      message: `"${dataset}" is ${status === 'error' ? 'in error' : status.replace('_', ' ')}: ${reason}`,
      rows: 0,
      value: lastEvent ?? null,
      limit: dueBy ?? null,
      examples: [dataset],
    }));
}
