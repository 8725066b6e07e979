import { type DatasetName, type Instant, InvalidInputError } from '@optaic/mlops/base';
import {
  type DatasetFiles,
  DatasetManifestSchema,
  type DuckDb,
  latestEvent,
  latestEventBounds,
} from '@optaic/mlops/data';
import { type DatasetFreshness, DatasetFreshnessSchema, judgeFreshness } from '@optaic/mlops/data/freshness';
import type { Space } from '@optaic/mlops/registry';
import { z } from 'zod';
import type { DatasetPinning, PlannedDataset } from './planned-dataset.ts';
import { upstreamDatasets } from './upstream-datasets.ts';

export const InputFreshnessSchema = z.array(DatasetFreshnessSchema);

/** Steps upstream of a run's inputs that are looked at. */
const DEPTH = 10;

/**
 * What a plan can say before any row is read: inputs, and what they are made from, that are stale whatever their rows
 * are, judged by the bounds in the manifests. For a run as of now that is all there is to say, since everything
 * committed is known; as of an earlier time a stage that reads the inputs says the rest of them.
 */
export async function provenStale(
  inputs: readonly PlannedDataset[],
  asOf: Instant,
  { registry, data }: DatasetPinning,
): Promise<DatasetFreshness[]> {
  const names = inputs.map(({ name }) => name);
  const judged = await Promise.all(
    (await upstreamDatasets(names, DEPTH, registry)).map(async ({ dataset, newest, depth }) => {
      if (newest === undefined || dataset.schema.updateFrequency === undefined) return [];
      const { parts, schema } = await data.readJson(newest.manifestKey, DatasetManifestSchema);
      const { atMost } = latestEventBounds(parts, asOf, schema.scheduled);
      const freshness = judgeFreshness({
        updateFrequency: dataset.schema.updateFrequency,
        lastEvent: atMost,
        now: asOf,
      });
      return freshness.status === 'ready' ? [] : [{ dataset: dataset.name, depth, ...freshness }];
    }),
  );
  return judged.flat();
}

export interface FreshPlan {
  readonly datasets: readonly PlannedDataset[];
  readonly asOf: Instant;
  /** What the plan stage said already. */
  readonly stale: readonly DatasetFreshness[];
}

/** How fresh each input of a run is as of its time, by the rows known then; and what is stale upstream of them. */
export async function measureFreshness(
  db: DuckDb,
  { datasets, asOf, stale }: FreshPlan,
  source: (name: DatasetName) => DatasetFiles,
): Promise<DatasetFreshness[]> {
  const measured: DatasetFreshness[] = [];
  for (const { name, schema } of datasets) {
    const { updateFrequency } = schema;
    if (updateFrequency === undefined) continue;
    const lastEvent = await latestEvent(db, { ...source(name), asOf });
    measured.push({ dataset: name, depth: 0, ...judgeFreshness({ updateFrequency, lastEvent, now: asOf }) });
  }
  return [...measured, ...stale.filter(({ dataset }) => !measured.some((input) => input.dataset === dataset))];
}

/**
 * An official space takes no stale input; elsewhere a run goes on and its report says so.
 *
 * @throws {InvalidInputError} `dataset.stale` naming each dataset, its newest event and when the next was due.
 */
export function requireFresh(space: Space, inputs: readonly DatasetFreshness[]): void {
  const late = inputs.filter(({ status }) => status !== 'ready');
  if (space !== 'official' || late.length === 0) return;
  const named = late.map(
    ({ dataset, depth, reason }) => `"${dataset}"${depth > 0 ? ' upstream of the inputs' : ''}: ${reason}`,
  );
  throw new InvalidInputError(
    'dataset.stale',
    `an official space refuses stale inputs: ${named.join('; ')}. Commit newer rows, run as of an earlier time, or allow more days of grace`,
    { details: { datasets: late.map(({ dataset, lastEvent, dueBy }) => ({ dataset, lastEvent, dueBy })) } },
  );
}

/** A sentence for each input that is not ready, for reports that judge nothing. */
export function freshnessNotes(inputs: readonly DatasetFreshness[]): string[] {
  return inputs
    .filter(({ status }) => status !== 'ready')
    .map(({ dataset, status, reason }) => `${status.replace('_', ' ')} input "${dataset}": ${reason}`);
}
