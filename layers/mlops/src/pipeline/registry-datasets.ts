import { type DatasetName, InvalidInputError, type RunId } from '@optaic/mlops/base';
import type { DatasetStore, DuckDb } from '@optaic/mlops/data';
import { canonicalJson } from '@optaic/mlops/digest';
import type { DatasetSchema, Registry, WriteContext } from '@optaic/mlops/registry';
import { localDatasetFiles } from './dataset-files.ts';
import type { ObjectStore } from './object-store.ts';
import { writeDatasetVersion } from './write-dataset-version.ts';

export interface RegistryDatasetsOptions {
  readonly db: DuckDb;
  readonly registry: {
    readonly datasets: Pick<Registry['datasets'], 'getDataset' | 'getDatasetVersion' | 'commitDatasetVersion'>;
  };
  /** The data bucket. */
  readonly data: ObjectStore;
  /** For files on this machine; its `dataset-parts` keeps the parts of versions. */
  readonly directory: string;
  /** The run that writes, and who acts in it: a version always says which run made it. */
  readonly writer: {
    readonly runId: RunId;
    /** The write's context, by the dataset's name: one token for each, so that a repeated write commits once. */
    context(name: DatasetName): WriteContext;
  };
}

/** Dataset versions of the registry and its data bucket, for `openDatasets` of `@optaic/mlops/data`. */
export function registryDatasets(options: RegistryDatasetsOptions): DatasetStore {
  const { db, registry, data, directory, writer } = options;
  const filesOf = async (name: DatasetName, { version, manifestKey }: { version: number; manifestKey: string }) => {
    const parts = `${directory}/dataset-parts`;
    const { files, schema } = await localDatasetFiles({ store: data, name, manifestKey, directory: parts });
    return { name, version, files, schema };
  };
  return {
    resolve: async ({ name, version }) => filesOf(name, await registry.datasets.getDatasetVersion(name, version)),
    write: async ({ name, rows, schema, mode = 'append', knowledgeAsOf, parents = [] }) => {
      const dataset = await registry.datasets.getDataset(name);
      requireSameSchema(dataset, schema);
      const { latestVersion } = dataset;
      const base = latestVersion === 0 ? undefined : await registry.datasets.getDatasetVersion(name, latestVersion);
      const { runId } = writer;
      const write = { db, store: data, directory, runId, dataset, base, rows, mode, parents, knowledgeAsOf };
      const draft = await writeDatasetVersion(write);
      return filesOf(name, await registry.datasets.commitDatasetVersion(draft, writer.context(name)));
    },
  };
}

/** A dataset of the registry got its schema when it was created. */
function requireSameSchema(
  { name, schema }: { name: DatasetName; schema: DatasetSchema },
  given?: DatasetSchema,
): void {
  if (given === undefined || canonicalJson(given) === canonicalJson(schema)) return;
  throw new InvalidInputError(
    'dataset.schema_changed',
    `dataset "${name}" was created with another schema; leave it out, or create another dataset`,
  );
}
