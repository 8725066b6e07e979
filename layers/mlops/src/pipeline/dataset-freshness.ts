import { join } from 'node:path';
import type { DatasetName, Instant } from '@optaic/mlops/base';
import { DatasetManifestSchema, latestEvent, latestEventBounds } from '@optaic/mlops/data';
import {
  type CompositeFreshness,
  combineFreshness,
  type FreshnessFacts,
  judgeFreshness,
} from '@optaic/mlops/data/freshness';
import { type DatasetVersionRecord, everyItem, type Registry } from '@optaic/mlops/registry';
import { localPartFiles } from './dataset-files.ts';
import { IngestRequestSchema } from './ingest-request.ts';
import type { ObjectStore } from './object-store.ts';
import { type UpstreamDataset, upstreamDatasets } from './upstream-datasets.ts';
import { type Scratch, withWorkbench } from './workbench.ts';

export interface FreshnessQuestion {
  readonly name: DatasetName;
  readonly asOf: Instant;
  /** Steps upstream to look at; 0 for the dataset alone. */
  readonly depth: number;
}

export interface FreshnessServices {
  readonly registry: Pick<Registry, 'datasets' | 'runs'>;
  /** The data bucket. */
  readonly data: Pick<ObjectStore, 'readJson' | 'download'>;
  readonly scratch: Scratch;
}

/**
 * Whether a dataset and everything upstream of it have what is due as of a time, by the rows of their newest versions
 * known then.
 *
 * @throws {NotFoundError} `dataset.not_found`.
 */
export async function datasetFreshness(
  { name, asOf, depth: furthest }: FreshnessQuestion,
  services: FreshnessServices,
): Promise<CompositeFreshness> {
  const judged = [];
  for (const { dataset, newest, depth } of await upstreamDatasets([name], furthest, services.registry)) {
    const freshness = judgeFreshness({
      updateFrequency: dataset.schema.updateFrequency,
      lastEvent: newest && (await latestKnownEvent(newest, asOf, services)),
      failedWrite: await failedWrite({ dataset, newest }, asOf, services),
      now: asOf,
    });
    judged.push({ dataset: dataset.name, depth, ...freshness });
  }
  return combineFreshness(judged);
}

/** Rows are read only where the manifest leaves it open: not for a time after everything was known. */
async function latestKnownEvent(
  { manifestKey }: DatasetVersionRecord,
  asOf: Instant,
  { data, scratch }: FreshnessServices,
): Promise<Instant | undefined> {
  const { parts, schema } = await data.readJson(manifestKey, DatasetManifestSchema);
  const { atLeast, undecided } = latestEventBounds(parts, asOf, schema.scheduled);
  if (undecided.length === 0) return atLeast;
  const files = await localPartFiles(data, undecided, join(scratch.directory, 'dataset-parts'));
  const read = await withWorkbench(scratch, ({ db }) => latestEvent(db, { files, schema, asOf }));
  return atLeast !== undefined && (read === undefined || atLeast > read) ? atLeast : read;
}

/** The dataset's newest ingest run that has ended, if it failed and nothing was committed since. */
async function failedWrite(
  { dataset, newest }: Pick<UpstreamDataset, 'dataset' | 'newest'>,
  asOf: Instant,
  { registry }: FreshnessServices,
): Promise<FreshnessFacts['failedWrite']> {
  // An older write may still have failed after the newest version was committed: it was requested before its run ended.
  const writer = newest && (await registry.runs.findRun(newest.runId));
  const asOfFrom = writer?.createdAt ?? dataset.createdAt;
  // As of a time before that write nothing can have failed since it.
  if (asOfFrom > asOf) return undefined;
  const filter = { kind: 'ingest', asOfUntil: asOf, asOfFrom } as const;
  for await (const run of everyItem((page) => registry.runs.listRuns(filter, page))) {
    const request = IngestRequestSchema.safeParse(run.request);
    if (!request.success || request.data.dataset !== dataset.name || run.completedAt === undefined) continue;
    if (run.status !== 'failed' || (newest !== undefined && run.completedAt < newest.committedAt)) return undefined;
    return { runId: run.id, at: run.completedAt, message: run.error?.message ?? 'no message' };
  }
  return undefined;
}
