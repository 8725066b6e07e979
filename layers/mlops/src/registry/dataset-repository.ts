import { NotFoundError, urn } from '@optaic/mlops/base';
import type { LineageEdge } from '@optaic/mlops/lineage';
import { certificateSummary, requireCertificateOf } from './certificate-subject.ts';
import { commitPlanned } from './commit-planned.ts';
import type { createDatasetTable } from './dataset.dynamodb.ts';
import type { createDatasetVersionTable } from './dataset-version.dynamodb.ts';
import type { Ledger, LedgerChange } from './ledger.ts';
import { change, changes } from './ledger-change.ts';
import type { createLineageEdgeTable } from './lineage-edge.dynamodb.ts';
import { readOne, readPage } from './reads.ts';
import {
  type DatasetRecord,
  DatasetRecordSchema,
  type DatasetVersionRecord,
  DatasetVersionRecordSchema,
} from './records.ts';
import type { DatasetRepository, NewDatasetVersion } from './registry.ts';
import type { createRunTable } from './run.dynamodb.ts';
import { runStillRunning } from './run-still-running.ts';

export interface DatasetTables {
  readonly datasets: ReturnType<typeof createDatasetTable>;
  readonly datasetVersions: ReturnType<typeof createDatasetVersionTable>;
  readonly edges: ReturnType<typeof createLineageEdgeTable>;
  readonly runs: ReturnType<typeof createRunTable>;
}

/** Plans of a version made again when another one was committed meanwhile. */
const VERSION_ATTEMPTS = 8;

export function createDatasetRepository(ledger: Ledger, tables: DatasetTables): DatasetRepository {
  const { datasets, datasetVersions } = tables;

  const findDataset: DatasetRepository['findDataset'] = (name) =>
    readOne(datasets.datasetNamed(name), DatasetRecordSchema);

  const getDataset: DatasetRepository['getDataset'] = async (name) => {
    const dataset = await findDataset(name);
    if (dataset) return dataset;
    throw new NotFoundError('dataset.not_found', `no dataset ${name}; create it first, or list the datasets`);
  };

  const getDatasetVersion: DatasetRepository['getDatasetVersion'] = async (name, version) => {
    const { latestVersion } = await getDataset(name);
    const wanted = version ?? latestVersion;
    const found = wanted > 0 && (await readOne(datasetVersions.versionOf(name, wanted), DatasetVersionRecordSchema));
    if (found) return found;
    const known = latestVersion === 0 ? 'it has none yet' : `its versions are 1 to ${latestVersion}`;
    throw new NotFoundError(
      'dataset.version_not_found',
      `no version ${version ?? 'at all'} of dataset ${name}; ${known}`,
    );
  };

  return {
    findDataset,
    getDataset,
    getDatasetVersion,
    listDatasets: (page) => readPage(datasets.allDatasets(), DatasetRecordSchema, 'asc', page),
    listDatasetVersions: (name, page) =>
      readPage(datasetVersions.versionsOf(name), DatasetVersionRecordSchema, 'desc', page),

    createDataset: async (dataset, context) => {
      await commitPlanned(ledger, context, async () => ({
        changes: [
          change(datasets.newDataset({ ...dataset, latestVersion: 0, createdAt: context.now }), {
            code: 'dataset.exists',
            message: `dataset ${dataset.name} exists already; choose another name, or commit a version to it`,
          }),
        ],
        activities: [
          {
            resource: urn.dataset(dataset.name),
            action: 'dataset.created',
            payload: { name: dataset.name, space: dataset.space, knowledgeGrade: dataset.schema.knowledgeGrade },
          },
        ],
      }));
      return getDataset(dataset.name);
    },

    certifyDatasetVersion: async (name, number, certificate, context) => {
      await commitPlanned(ledger, context, async () => {
        const version = await getDatasetVersion(name, number);
        requireCertificateOf(version.runId, certificate, `version ${number} of dataset ${name}`);
        return {
          changes: [
            change(datasetVersions.certified({ ...version, certificate }), {
              code: 'dataset.version_conflict',
              message: `version ${number} of dataset ${name} is not the one that was audited`,
            }),
            runStillRunning(tables.runs, certificate.auditRunId),
          ],
          activities: [
            {
              resource: urn.dataset(name, number),
              action: 'dataset.version_certified',
              payload: { name, version: number, ...certificateSummary(certificate) },
            },
          ],
        };
      });
      return getDatasetVersion(name, number);
    },

    commitDatasetVersion: async ({ basedOn, lineage, ...version }, context) => {
      const outcome = await commitPlanned(
        ledger,
        context,
        async () => {
          const dataset = await getDataset(version.name);
          const previous = basedOn ?? dataset.latestVersion;
          const record: DatasetVersionRecord = { ...version, version: previous + 1, committedAt: context.now };
          return {
            changes: versionChanges(tables, dataset, record, lineage),
            activities: [versionActivity(record)],
            outcome: { version: record.version },
          };
        },
        { attempts: basedOn === undefined ? VERSION_ATTEMPTS : 1 },
      );
      return getDatasetVersion(version.name, Number(outcome.version));
    },
  };
}

function versionChanges(
  { datasets, datasetVersions, edges, runs }: DatasetTables,
  dataset: DatasetRecord,
  record: DatasetVersionRecord,
  lineage: NewDatasetVersion['lineage'],
): LedgerChange[] {
  const previous = record.version - 1;
  const conflict = {
    code: 'dataset.version_conflict' as const,
    message: `dataset ${record.name} is no longer at version ${previous}; read its latest version and build on that`,
  };
  return [
    change(datasets.nextLatestVersion({ ...dataset, latestVersion: record.version }, previous), conflict),
    change(datasetVersions.newVersion(record), conflict),
    runStillRunning(runs, record.runId),
    ...changes(edgesOf(record, lineage).map(edges.edge)),
  ];
}

function edgesOf(record: DatasetVersionRecord, lineage: NewDatasetVersion['lineage'] = []): LineageEdge[] {
  const from = urn.dataset(record.name, record.version);
  const { runId } = record;
  const named = new Set(lineage.map(({ to }) => to));
  const parents = record.parents.filter((parent) => !named.has(parent));
  return [
    { from, to: urn.run(runId), kind: 'output_of', runId },
    ...parents.map((to) => ({ from, to, kind: 'derived_from' as const, runId })),
    ...lineage.map(({ kind, to }) => ({ from, to, kind, runId })),
  ];
}

function versionActivity(record: DatasetVersionRecord) {
  const { name, version, mode, rows, contentDigest, runId, rewrites } = record;
  const rewritten = rewrites === undefined ? 0 : rewrites.added + rewrites.revised + rewrites.dropped;
  const isBackfill = mode === 'backfill' || rewritten > 0;
  return {
    resource: urn.dataset(name),
    action: isBackfill ? ('dataset.backfilled' as const) : ('dataset.version_committed' as const),
    payload: { name, version, mode, rows, contentDigest, runId, ...(rewrites === undefined ? {} : { rewrites }) },
  };
}
