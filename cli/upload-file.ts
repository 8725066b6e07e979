import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { ApiClient, CommitVersion } from '@optaic/mlops/api';
import { type DatasetName, Sha256Schema } from '@optaic/mlops/base';
import type { RunRecord } from '@optaic/mlops/registry/records';
import { CliError } from './cli-error.ts';
import { formatOfFile } from './file-format.ts';
import { formatShare } from './status-line.ts';
import { hashFile, putFile } from './transfer-file.ts';

export interface UploadRequest {
  readonly dataset: DatasetName;
  readonly file: string;
  readonly mode: 'append' | 'replace' | 'backfill';
  readonly parents: readonly string[];
}

/** Told what is under way. */
export type OnProgress = (text: string) => void;

/** Of one file to one version of a dataset; a run that failed may be asked for again. */
const MAXIMUM_ATTEMPTS = 20;

/**
 * Uploads a file of rows and starts the ingest run that commits it as the dataset's next version. The file is streamed.
 * Repeated while its first run is under way it finds that run; afterwards it starts another, which refuses rows that the
 * dataset has.
 */
export async function uploadFile(
  client: ApiClient,
  { dataset, file, mode, parents }: UploadRequest,
  onProgress: OnProgress = () => undefined,
): Promise<RunRecord> {
  const bytes = await sizeOf(file);
  const format = formatOfFile(file);
  const named = (doing: string) => (done: number) =>
    onProgress(`${doing} ${basename(file)}: ${formatShare(done, bytes)}`);
  const sha256 = Sha256Schema.parse(await hashFile(file, named('reading')));
  const parameters = { name: dataset };
  const { latestVersion } = await client.call('getDataset', { parameters });
  const keyOf = (step: string) =>
    createHash('sha256')
      .update(JSON.stringify([dataset, latestVersion, sha256, mode, parents, step]))
      .digest('hex');
  const { key, url, headers } = await client.call('createUpload', {
    parameters,
    body: { fileName: storedName(file, format), bytes, sha256, format },
    idempotencyKey: keyOf('upload'),
  });
  await putFile({ file, url, headers }, named('uploading'));
  const body: CommitVersion = { uploads: [{ key, bytes, sha256, format }], mode, parents: [...parents] };
  for (let attempt = 1; attempt <= MAXIMUM_ATTEMPTS; attempt++) {
    const idempotencyKey = keyOf(`commit ${attempt}`);
    const run = await client.call('commitDatasetVersion', { parameters, body, idempotencyKey });
    if (run.status !== 'failed' && run.status !== 'cancelled') return run;
  }
  throw new CliError(
    `${file} failed ${MAXIMUM_ATTEMPTS} times as the next version of ${dataset}; see why with: optaic datasets inspect ${file}`,
  );
}

/** Stored under its own name where that makes a plain key. */
function storedName(file: string, format: string): string {
  const name = basename(file);
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/.test(name) ? name : `rows.${format}`;
}

async function sizeOf(file: string): Promise<number> {
  const { size } = await stat(file).catch((cause: unknown) => {
    throw new CliError(`${file} cannot be read: ${String(cause)}`, { cause });
  });
  if (size === 0) throw new CliError(`${file} is empty; it needs at least one row`);
  return size;
}
