import { type Instant, parseAsOf, parseDatasetUrn } from '@optaic/mlops/base';
import type { Registry } from '@optaic/mlops/registry';
import { runIdFrom } from '@optaic/mlops/registry/run-id';
import type { Upload } from '../contracts.ts';
import { pageRequest } from './page-request.ts';
import { type RowServices, readRows } from './read-rows.ts';
import type { RouteHandlers } from './router.ts';
import { writeContextOf } from './write-context.ts';

export interface UploadRequest {
  readonly key: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly now: Instant;
}

export interface DataServices extends RowServices {
  readonly registry: Registry;
  /** Signs a PUT of exactly these bytes. */
  presignUpload(request: UploadRequest): Promise<Upload>;
}

async function requireParents(registry: Registry, parents: readonly string[]): Promise<void> {
  for (const parent of parents) {
    const { name, version } = parseDatasetUrn(parent);
    await registry.datasets.getDatasetVersion(name, version);
  }
}

/** Datasets: create, upload, commit, read. */
export function dataRoutes({ registry, presignUpload, ...rows }: DataServices): RouteHandlers<'api-data'> {
  const { datasets, runs } = registry;
  return {
    createDataset: ({ body, caller, ...origin }) =>
      datasets.createDataset({ ...body, owner: caller.subject }, writeContextOf({ caller, ...origin })),
    listDatasets: ({ query }) => datasets.listDatasets(pageRequest(query)),
    getDataset: ({ parameters }) => datasets.getDataset(parameters.name),
    createUpload: async ({ parameters, body, token, now }) => {
      await datasets.getDataset(parameters.name);
      const key = `uploads/${token.slice(0, 32)}/${body.fileName}`;
      return presignUpload({ key, bytes: body.bytes, sha256: body.sha256, now });
    },
    commitDatasetVersion: async ({ parameters, body, ...origin }) => {
      await datasets.getDataset(parameters.name);
      await requireParents(registry, body.parents);
      const context = writeContextOf(origin);
      return runs.requestRun(
        {
          id: runIdFrom(context.token),
          kind: 'ingest',
          cause: { kind: 'person' },
          clock: 'live',
          asOf: context.now,
          request: {
            dataset: parameters.name,
            uploads: body.uploads,
            mode: body.mode,
            parents: body.parents,
            knowledgeAsOf: context.now,
            allowBackfill: body.mode === 'backfill',
          },
        },
        context,
      );
    },
    listDatasetVersions: async ({ parameters, query }) => {
      await datasets.getDataset(parameters.name);
      return datasets.listDatasetVersions(parameters.name, pageRequest(query));
    },
    readRows: async ({ parameters, query, now }) => {
      const asOf = query.asOf === undefined ? now : parseAsOf(query.asOf);
      const version = await datasets.getDatasetVersion(parameters.name, query.version);
      const page = await readRows({ version, asOf, limit: query.limit, nextToken: query.nextToken }, rows);
      return {
        dataset: version.name,
        version: version.version,
        asOf,
        stale: version.validUntil !== undefined && asOf > version.validUntil,
        ...page,
      };
    },
  };
}
