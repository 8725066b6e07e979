import { type Instant, InvalidInputError, parseAsOf, parseDatasetUrn, urn } from '@optaic/mlops/base';
import { keyColumns } from '@optaic/mlops/data';
import { datasetFreshness } from '@optaic/mlops/pipeline/dataset-freshness';
import type { DatasetVersionRecord, Registry } from '@optaic/mlops/registry';
import { runIdFrom } from '@optaic/mlops/registry/run-id';
import type { Upload } from '../contracts.ts';
import { certificateOf } from './certificate-of.ts';
import { diffDatasetVersions } from './diff-dataset-versions.ts';
import { exportRows } from './export-rows.ts';
import { pageRequest } from './page-request.ts';
import type { Download, DownloadRequest } from './presign-download.s3.ts';
import { type RowServices, readRows } from './read-rows.ts';
import type { RouteHandlers } from './router.ts';
import { tradingDaysOf } from './trading-days-of.ts';
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
  /** Signs a GET of an object of the data bucket. */
  presignDownload(request: DownloadRequest): Promise<Download>;
}

async function requireParents(registry: Registry, parents: readonly string[]): Promise<void> {
  for (const parent of parents) {
    const { name, version } = parseDatasetUrn(parent);
    await registry.datasets.getDatasetVersion(name, version);
  }
}

/** Datasets: create, upload, commit, compare, read. */
export function dataRoutes({
  registry,
  presignUpload,
  presignDownload,
  ...rows
}: DataServices): RouteHandlers<'api-data'> {
  const { datasets, runs } = registry;
  return {
    createDataset: async ({ body, caller, ...origin }) => {
      keyColumns(body.schema);
      return datasets.createDataset({ ...body, owner: caller.subject }, writeContextOf({ caller, ...origin }));
    },
    listDatasets: ({ query }) => datasets.listDatasets(pageRequest(query)),
    getDataset: ({ parameters }) => datasets.getDataset(parameters.name),
    createUpload: async ({ parameters, body, token, now }) => {
      await datasets.getDataset(parameters.name);
      const key = `uploads/${token.slice(0, 32)}/${body.fileName}`;
      return presignUpload({ key, bytes: body.bytes, sha256: body.sha256, now });
    },
    createModelUpload: async ({ parameters, body, token, now }) => {
      await registry.instances.getInstance(parameters.instance);
      const key = `uploads/models/${token.slice(0, 32)}/${body.fileName}`;
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
    getDatasetCertificate: async ({ parameters: { name, version } }) =>
      certificateOf(await datasets.getDatasetVersion(name, version), urn.dataset(name, version)),
    getDatasetVersion: ({ parameters }) => datasets.getDatasetVersion(parameters.name, parameters.version),
    diffDatasetVersions: async ({ parameters, query }) => {
      const to = await datasets.getDatasetVersion(parameters.name, parameters.version);
      const from = await datasets.getDatasetVersion(to.name, query.from ?? previousOf(to));
      return {
        dataset: to.name,
        from: from.version,
        to: to.version,
        ...(await diffDatasetVersions({ from, to }, rows)),
      };
    },
    getDatasetFreshness: async ({ parameters: { name }, query: { asOf: text, depth }, now }) => {
      const asOf = text === undefined ? now : parseAsOf(text);
      return { dataset: name, asOf, ...(await datasetFreshness({ name, asOf, depth }, { registry, ...rows })) };
    },
    getTradingDays: async ({ parameters, query: { from, to, asOf: text }, now }) => {
      const version = await datasets.getDatasetVersion(parameters.name);
      const asOf = text === undefined ? now : parseAsOf(text);
      const days = await tradingDaysOf(version, { from, to, asOf }, rows);
      return { dataset: version.name, version: version.version, days };
    },
    readRows: async ({ parameters, query, now }) => {
      const asOf = query.asOf === undefined ? now : parseAsOf(query.asOf);
      const dataset = await datasets.getDataset(parameters.name);
      const version = await datasets.getDatasetVersion(parameters.name, query.version);
      const read = {
        dataset: version.name,
        version: version.version,
        asOf,
        stale: version.validUntil !== undefined && asOf > version.validUntil,
      };
      const { format } = query;
      if (format === undefined) {
        return {
          ...read,
          ...(await readRows({ version, asOf, limit: query.limit, nextToken: query.nextToken }, rows)),
        };
      }
      const columns = dataset.schema.columns.length;
      const { key, ...file } = await exportRows({ version, asOf, format, columns, now }, rows);
      const fileName = `${version.name}-${version.version}.${format}`;
      return { ...read, format, ...file, ...(await presignDownload({ key, fileName, now })) };
    },
  };
}

function previousOf({ name, version }: DatasetVersionRecord): number {
  if (version > 1) return version - 1;
  throw new InvalidInputError(
    'dataset.no_earlier_version',
    `${name}@1 is the first version of ${name}; name another one to compare it with (from)`,
  );
}
