import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { ApiClient, ImportModel } from '@optaic/mlops/api';
import { type InstanceId, MAXIMUM_UPLOADED_MODEL_BYTES, Sha256Schema } from '@optaic/mlops/base';
import type { RunRecord } from '@optaic/mlops/registry/records';
import { CliError } from './cli-error.ts';
import { formatShare } from './status-line.ts';
import { hashFile, putFile } from './transfer-file.ts';
import type { OnProgress } from './upload-file.ts';

export interface ModelToImport {
  readonly instance: InstanceId;
  readonly file: string;
  /** What the file leaves open, and as of when it was trained. */
  readonly declared: Omit<ImportModel, 'upload'>;
}

/** Of one file to one version of an instance; a run that failed may be asked for again. */
const MAXIMUM_ATTEMPTS = 20;

/**
 * Uploads the ONNX file of a model and starts the training run that takes it in. Repeated while that run is under way it
 * finds it; after a failure it starts another.
 */
export async function importModel(
  client: ApiClient,
  { instance, file, declared }: ModelToImport,
  onProgress: OnProgress = () => undefined,
): Promise<RunRecord> {
  const bytes = await sizeOf(file);
  const named = (doing: string) => (done: number) =>
    onProgress(`${doing} ${basename(file)}: ${formatShare(done, bytes)}`);
  const sha256 = Sha256Schema.parse(await hashFile(file, named('reading')));
  const parameters = { instance };
  const { latestVersion } = await client.call('getInstance', { parameters });
  const keyOf = (step: string) =>
    createHash('sha256')
      .update(JSON.stringify([instance, latestVersion, sha256, declared, step]))
      .digest('hex');
  const { key, url, headers } = await client.call('createModelUpload', {
    parameters,
    body: { fileName: storedName(file), bytes, sha256 },
    idempotencyKey: keyOf('upload'),
  });
  await putFile({ file, url, headers }, named('uploading'));
  const body: ImportModel = { upload: { key, bytes, sha256 }, ...declared };
  for (let attempt = 1; attempt <= MAXIMUM_ATTEMPTS; attempt++) {
    const idempotencyKey = keyOf(`import ${attempt}`);
    const run = await client.call('importModelVersion', { parameters, body, idempotencyKey });
    if (run.status !== 'failed' && run.status !== 'cancelled') return run;
  }
  throw new CliError(
    `${file} failed ${MAXIMUM_ATTEMPTS} times as a version of ${instance}; see why: optaic runs ${instance}`,
  );
}

/** Stored under its own name where that makes a plain key. */
function storedName(file: string): string {
  const name = basename(file);
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,122}\.onnx$/.test(name) ? name : 'model.onnx';
}

async function sizeOf(file: string): Promise<number> {
  const { size } = await stat(file).catch((cause: unknown) => {
    throw new CliError(`${file} cannot be read: ${String(cause)}`, { cause });
  });
  if (size > 0 && size <= MAXIMUM_UPLOADED_MODEL_BYTES) return size;
  throw new CliError(`${file} has ${size} bytes; a model has 1 to ${MAXIMUM_UPLOADED_MODEL_BYTES}`);
}
