import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { InvalidInputError, type RunId } from '@optaic/mlops/base';
import type { UploadedFile } from '@optaic/mlops/data';
import type { DatasetRecord, DatasetVersionRecord, Registry, RunRecord } from '@optaic/mlops/registry';
import { fileSha256 } from './dataset-files.ts';
import { type VersionBase, versionBase } from './dataset-version.ts';
import { type IngestRequest, type IngestUpload, ingestRequestOf } from './ingest-request.ts';
import type { ObjectStore } from './object-store.ts';
import type { Scratch } from './workbench.ts';

/** Everything that a stage of an ingest run works on. */
export interface IngestJob {
  readonly run: RunRecord;
  readonly request: IngestRequest;
  readonly dataset: DatasetRecord;
  /** The version that was the latest when the run started; absent for the first one. */
  readonly base: DatasetVersionRecord | undefined;
}

export async function ingestJob(
  runId: RunId,
  basedOn: number,
  { runs, datasets }: Pick<Registry, 'runs' | 'datasets'>,
): Promise<IngestJob> {
  const run = await runs.getRun(runId);
  const request = ingestRequestOf(run);
  const dataset = await datasets.getDataset(request.dataset);
  const base = basedOn === 0 ? undefined : await datasets.getDatasetVersion(request.dataset, basedOn);
  return { run, request, dataset, base };
}

/** The base of a job with its parts at hand. */
export async function ingestBase(
  { base }: IngestJob,
  { data, scratch }: { data: ObjectStore; scratch: Scratch },
): Promise<VersionBase | undefined> {
  if (base === undefined) return undefined;
  const { name, manifestKey } = base;
  return versionBase({ store: data, name, manifestKey, directory: join(scratch.directory, 'parts') });
}

/**
 * Downloads what was uploaded and holds it to what was announced.
 *
 * @throws {NotFoundError} `object.not_found` for an upload that never came.
 * @throws {InvalidInputError} `upload.digest_mismatch` when size or SHA-256 are others.
 */
export async function downloadUploads(
  uploads: readonly IngestUpload[],
  data: Pick<ObjectStore, 'download'>,
  directory: string,
): Promise<UploadedFile[]> {
  const files: UploadedFile[] = [];
  for (const [index, { key, sha256, bytes, format }] of uploads.entries()) {
    const path = join(directory, `upload-${index}.${format}`);
    await data.download(key, path);
    const found = { sha256: await fileSha256(path), bytes: (await stat(path)).size };
    if (found.sha256 !== sha256 || found.bytes !== bytes) {
      throw new InvalidInputError(
        'upload.digest_mismatch',
        `${key} has ${found.bytes} bytes and sha256 ${found.sha256}; announced were ${bytes} and ${sha256}; upload it again`,
      );
    }
    files.push({ path, format });
  }
  return files;
}
