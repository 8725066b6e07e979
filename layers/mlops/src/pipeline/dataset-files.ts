import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { IntegrityError, type Sha256 } from '@optaic/mlops/base';
import {
  type DatasetFiles,
  type DatasetManifest,
  DatasetManifestSchema,
  type DatasetPart,
  fileSha256,
} from '@optaic/mlops/data';
import { evictFiles } from './evict-files.ts';
import type { ObjectStore } from './object-store.ts';

export interface LocalDataset extends DatasetFiles {
  readonly manifest: DatasetManifest;
}

export interface LocalDatasetRequest {
  /** The data bucket. */
  readonly store: Pick<ObjectStore, 'readJson' | 'download'>;
  readonly name: string;
  readonly manifestKey: string;
  /** Where parts are kept, by digest, as long as the container is warm; made when absent. */
  readonly directory: string;
}

/** Pinned dataset versions as files; their parts are immutable, and kept by digest as long as the container is warm. */
export function keptDatasetFiles(
  store: LocalDatasetRequest['store'],
  directory: string,
): (dataset: Pick<LocalDatasetRequest, 'name' | 'manifestKey'>) => Promise<LocalDataset> {
  return ({ name, manifestKey }) => localDatasetFiles({ store, name, manifestKey, directory });
}

/**
 * The parts of a dataset version as files on this machine. A part is downloaded once; its digest is verified then and
 * whenever it is used again, so that a half-written or altered one is never read.
 *
 * @throws {NotFoundError} `object.not_found`; {IntegrityError} `dataset.part_digest_mismatch` when a part's bytes are not
 *   those that were committed.
 */
export async function localDatasetFiles({
  store,
  name,
  manifestKey,
  directory,
}: LocalDatasetRequest): Promise<LocalDataset> {
  const manifest = await store.readJson(manifestKey, DatasetManifestSchema);
  return { name, files: await localPartFiles(store, manifest.parts, directory), schema: manifest.schema, manifest };
}

/** What the folder of parts may hold: a Lambda's /tmp of 10 GiB has uploads and what DuckDB spills beside it. */
const KEPT_BYTES = 4 * 1_024 ** 3;
/** No invocation of a Lambda is longer, so a part that was used before is in no use now. */
const LONGEST_USE_MS = 15 * 60_000;

/**
 * Parts as files on this machine, in their order; throws as {@link localDatasetFiles}. Past 4 GiB the least recently used
 * parts leave the folder.
 */
export async function localPartFiles(
  store: Pick<ObjectStore, 'download'>,
  parts: readonly DatasetPart[],
  directory: string,
): Promise<string[]> {
  await mkdir(directory, { recursive: true });
  const files: string[] = [];
  for (const part of parts) files.push(await localPart(store, part, directory));
  const now = new Date();
  for (const file of new Set(files)) await utimes(file, now, now);
  await evictFiles(directory, { limitBytes: KEPT_BYTES, usedSinceMs: now.getTime() - LONGEST_USE_MS });
  return files;
}

async function localPart(
  store: Pick<ObjectStore, 'download'>,
  { key, sha256 }: DatasetPart,
  directory: string,
): Promise<string> {
  const path = join(directory, `${sha256}.parquet`);
  if (await isPart(path, sha256)) return path;
  const unverified = join(directory, `${randomUUID()}.download`);
  try {
    await store.download(key, unverified);
    const found = await fileSha256(unverified);
    if (found !== sha256) {
      throw new IntegrityError(
        'dataset.part_digest_mismatch',
        `object ${key} has sha256 ${found}; the manifest says ${sha256}`,
      );
    }
    await rename(unverified, path);
  } finally {
    await rm(unverified, { force: true });
  }
  return path;
}

async function isPart(path: string, sha256: Sha256): Promise<boolean> {
  const exists = await stat(path).then(
    () => true,
    () => false,
  );
  return exists && (await fileSha256(path)) === sha256;
}
