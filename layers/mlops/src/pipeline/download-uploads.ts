import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { InvalidInputError } from '@optaic/mlops/base';
import { fileSha256, type UploadedFile } from '@optaic/mlops/data';
import type { IngestUpload } from './ingest-request.ts';
import type { ObjectStore } from './object-store.ts';

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
