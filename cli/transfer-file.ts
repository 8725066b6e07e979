import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CliError } from './cli-error.ts';

/** Told how many bytes are done. */
export type OnBytes = (done: number) => void;

/** Passes bytes on, telling how many there were and feeding them to a hash. */
function counted(onBytes: OnBytes, hash?: ReturnType<typeof createHash>): Transform {
  let done = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, callback) {
      done += chunk.length;
      hash?.update(chunk);
      onBytes(done);
      callback(null, chunk);
    },
  });
}

/** SHA-256 of a file, as hex, streamed. */
export async function hashFile(file: string, onBytes: OnBytes = () => undefined): Promise<string> {
  const hash = createHash('sha256');
  const count = counted(onBytes, hash);
  await pipeline(createReadStream(file), count, async (chunks) => {
    for await (const _chunk of chunks);
  });
  return hash.digest('hex');
}

/**
 * PUTs a file to a presigned URL, streamed. Not by fetch: it sends a stream in chunks without a length, which S3 refuses.
 *
 * @throws {CliError} when the answer is not a success.
 */
export async function putFile(
  { file, url, headers }: { file: string; url: string; headers: Readonly<Record<string, string>> },
  onBytes: OnBytes = () => undefined,
): Promise<void> {
  const send = url.startsWith('https:') ? requestHttps : requestHttp;
  const { status, text } = await new Promise<{ status: number; text: string }>((resolve, reject) => {
    const request = send(url, { method: 'PUT', headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }),
      );
    });
    let failure: unknown;
    const sent = pipeline(createReadStream(file), counted(onBytes), request).catch((error: unknown) => {
      failure = error;
    });
    // A refusal may arrive before the file is through, and then closes the connection: the answer tells more.
    request.on('close', async () => {
      await sent;
      reject(failure ?? new CliError(`uploading ${file}: the connection closed without an answer; try again`));
    });
  });
  if (status >= 200 && status < 300) return;
  throw new CliError(`uploading ${file} failed with ${status}: ${text.slice(0, 300)}; try again`);
}

/**
 * Downloads a URL into a file, streamed. The file appears once it is whole and its bytes have the sha256.
 *
 * @throws {CliError} when the answer is not a success or the bytes are others.
 */
export async function downloadFile(
  { url, file, sha256 }: { url: string; file: string; sha256: string },
  onBytes: OnBytes = () => undefined,
): Promise<void> {
  const response = await fetch(url);
  if (!response.ok || response.body === null) {
    throw new CliError(`downloading ${file} failed with ${response.status}: ${(await response.text()).slice(0, 300)}`);
  }
  const partial = `${file}.partial`;
  const hash = createHash('sha256');
  try {
    await pipeline(Readable.fromWeb(response.body), counted(onBytes, hash), createWriteStream(partial));
    const found = hash.digest('hex');
    if (found !== sha256) {
      throw new CliError(`${file}: the download has sha256 ${found}, the system says ${sha256}; try again`);
    }
    await rename(partial, file);
  } finally {
    await rm(partial, { force: true });
  }
}
