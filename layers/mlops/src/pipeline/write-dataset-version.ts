import { join } from 'node:path';
import type { DatasetName, Instant, RunId, Urn } from '@optaic/mlops/base';
import {
  type ColumnarTable,
  DatasetManifestSchema,
  type DuckDb,
  datasetRefused,
  effectiveMode,
  validateTable,
  type WriteMode,
  writeAcceptedParts,
} from '@optaic/mlops/data';
import type { DatasetSchema, NewDatasetVersion } from '@optaic/mlops/registry';
import { draftManifest, ruledBase, storeParts, versionBase, versionFields } from './dataset-version.ts';
import { versionPrefix } from './ingest-request.ts';
import type { ObjectStore } from './object-store.ts';

export interface DatasetVersionWrite {
  readonly db: DuckDb;
  /** The data bucket. */
  readonly store: ObjectStore;
  /** For files of this write; its `dataset-parts` keeps the parts of versions before. */
  readonly directory: string;
  readonly runId: RunId;
  readonly dataset: { readonly name: DatasetName; readonly schema: DatasetSchema };
  /** The dataset's latest version, absent for the first. */
  readonly base?: { readonly version: number; readonly manifestKey: string } | undefined;
  /** At least one row, in any order; the same on every attempt of the run. */
  readonly rows: ColumnarTable;
  /** `backfill` permits rows known before the high-water mark; the record says backfill only when there are some. */
  readonly mode: WriteMode;
  readonly parents: readonly Urn[];
  /** No row may be known later. */
  readonly knowledgeAsOf: Instant;
}

/**
 * Writes rows that a run made as the next version of a dataset: the parts and the manifest are stored, and what is left
 * to do is `commitDatasetVersion` with the returned record (to which its lineage may be added). When that loses its race,
 * read the latest version and call this again: the parts stay, the manifest's key names the version it is based on.
 *
 * @throws {InvalidInputError} the `dataset.*` code of the first rule that the rows break, with the rows in the details.
 */
export async function writeDatasetVersion(write: DatasetVersionWrite): Promise<NewDatasetVersion> {
  const { db, store, directory, runId, dataset, rows, mode, parents, knowledgeAsOf } = write;
  const { name, schema } = dataset;
  const base =
    write.base && (await versionBase({ ...write.base, store, name, directory: join(directory, 'dataset-parts') }));
  const validation = await validateTable(db, rows, {
    schema,
    knowledgeAsOf,
    allowBackfill: mode === 'backfill',
    ...ruledBase(mode, base),
  });
  if (!validation.accepted) throw datasetRefused(name, validation.issues);

  const prefix = versionPrefix(name, runId);
  const added = await storeParts(store, prefix, await writeAcceptedParts(db, schema, directory));
  const effective = effectiveMode(mode, validation.facts);
  const draft = await draftManifest(db, { schema, mode: effective, parents, base, added });
  const basedOn = write.base?.version ?? 0;
  const manifestKey = `${prefix}/manifest-on-${basedOn}.json`;
  const manifest = await store.writeJsonOnce(manifestKey, draft, DatasetManifestSchema);
  return { name, basedOn, ...versionFields(manifest, manifestKey, runId) };
}
