import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ApiClient, CommitVersion } from '@optaic/mlops/api';
import type { DatasetName } from '@optaic/mlops/base';
import { type Sha256, Sha256Schema } from '@optaic/mlops/base';
import type { RunRecord } from '@optaic/mlops/registry/records';
import { CliError } from './cli-error.ts';

const FORMAT_BY_ENDING = { csv: 'csv', parquet: 'parquet', ndjson: 'ndjson', jsonl: 'ndjson' } as const;

export interface UploadRequest {
  readonly dataset: DatasetName;
  readonly file: string;
  readonly mode: 'append' | 'replace' | 'backfill';
  readonly parents: readonly string[];
}

function formatOf(file: string): 'csv' | 'parquet' | 'ndjson' {
  const ending = file.split('.').at(-1)?.toLowerCase() ?? '';
  for (const [name, format] of Object.entries(FORMAT_BY_ENDING)) if (name === ending) return format;
  throw new CliError(`${file}: the ending must be one of ${Object.keys(FORMAT_BY_ENDING).join(', ')}`);
}

async function sha256Of(file: string): Promise<Sha256> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return Sha256Schema.parse(hash.digest('hex'));
}

/** Uploads a file of rows and starts the ingest run that commits it as the dataset's next version. */
export async function uploadFile(
  client: ApiClient,
  { dataset, file, mode, parents }: UploadRequest,
): Promise<RunRecord> {
  const { size } = await stat(file).catch((cause: unknown) => {
    throw new CliError(`${file} cannot be read: ${String(cause)}`, { cause });
  });
  if (size === 0) throw new CliError(`${file} is empty`);
  const upload = { fileName: basename(file), bytes: size, sha256: await sha256Of(file), format: formatOf(file) };
  const parameters = { name: dataset };
  const { key, url, headers } = await client.call('createUpload', { parameters, body: upload });
  // fetch sets Content-Length itself from the body and refuses it as a header.
  const { 'content-length': _length, ...signed } = headers;
  const put = await fetch(url, { method: 'PUT', headers: signed, body: await readFile(file) });
  if (!put.ok) throw new CliError(`uploading ${file} failed with ${put.status}: ${(await put.text()).slice(0, 300)}`);
  const { fileName: _name, ...described } = upload;
  const body: CommitVersion = { uploads: [{ key, ...described }], mode, parents: [...parents] };
  return client.call('commitDatasetVersion', { parameters, body });
}
