import { createHash, timingSafeEqual } from 'node:crypto';
import type { ServiceRequest } from '../service.ts';
import { decodeAwsChunked, incompleteBody } from './aws-chunked.ts';
import type { BlobStore, Segment } from './blob-store.ts';
import { CHECKSUM_ALGORITHMS, type ChecksumAlgorithm, createChecksum, isChecksumAlgorithm } from './checksum.ts';
import { invalidRequest, S3Error } from './s3-error.ts';

/** 5 GiB, of one PutObject or part. */
const MAX_BYTES = 5 * 1024 ** 3;
const PREFIX = 'x-amz-checksum-';

export type Checksums = Partial<Record<ChecksumAlgorithm, string>>;

export interface ReceivedBody {
  readonly segment: Segment;
  /** Hexadecimal. */
  readonly md5: string;
  /** Base64; those that the client sent, verified. */
  readonly checksums: Checksums;
}

/** Presigned URLs carry headers in their query. */
export function headerOrQuery({ headers, query }: ServiceRequest, name: string): string | undefined {
  return headers[name] ?? query.get(name) ?? undefined;
}

/**
 * Streams a body into a blob and verifies its length, its SHA-256 and every checksum that came in headers, query or trailers.
 * When one is wrong, no blob is left.
 */
export async function receiveBody(request: ServiceRequest, blobs: BlobStore): Promise<ReceivedBody> {
  const { headers } = request;
  const isChunked = (headers['content-encoding'] ?? '').split(',').some((coding) => coding.trim() === 'aws-chunked');
  const expectedBytes = bodyLength(headers, isChunked, request.body);
  const declared = declaredChecksums(request);
  const trailing = trailingAlgorithm(headers);
  const algorithms = new Set([...Object.keys(declared).filter(isChecksumAlgorithm), ...(trailing ? [trailing] : [])]);
  const running = [...algorithms].map((algorithm) => ({ algorithm, checksum: createChecksum(algorithm) }));
  const md5 = createHash('md5');
  const sha256 = createHash('sha256');
  const trailers = new Map<string, string>();
  const source = byteChunks(request.body);
  let received = 0;
  let digests: { md5: string; checksums: Checksums } = { md5: '', checksums: {} };

  async function* verified(): AsyncGenerator<Buffer> {
    for await (const chunk of isChunked ? decodeAwsChunked(source, trailers) : source) {
      received += chunk.length;
      if (received > expectedBytes) throw incompleteBody();
      md5.update(chunk);
      sha256.update(chunk);
      for (const { checksum } of running) checksum.update(chunk);
      yield chunk;
    }
    if (received !== expectedBytes) throw incompleteBody();
    const expected: Checksums = { ...declared };
    if (trailing !== undefined) {
      const value = trailers.get(PREFIX + trailing);
      if (value === undefined)
        throw new S3Error(400, 'MalformedTrailerError', `the trailer ${PREFIX}${trailing} is missing`);
      expected[trailing] = value;
    }
    const checksums = Object.fromEntries(
      running.map(({ algorithm, checksum }) => [algorithm, checksum.digest().toString('base64')]),
    );
    digests = { md5: md5.digest('hex'), checksums };
    assertChecksums(expected, checksums);
    assertHashes(headers, digests.md5, sha256.digest('hex'));
  }

  const segment = await blobs.write(verified());
  return { segment, ...digests };
}

async function* byteChunks(body: ServiceRequest['body']): AsyncGenerator<Buffer> {
  if (Buffer.isBuffer(body)) {
    if (body.length > 0) yield body;
    return;
  }
  try {
    for await (const chunk of body) yield Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk);
  } catch (error) {
    throw Object.assign(incompleteBody(), { cause: error });
  }
}

function bodyLength(headers: ServiceRequest['headers'], isChunked: boolean, body: ServiceRequest['body']): number {
  const text = isChunked ? headers['x-amz-decoded-content-length'] : headers['content-length'];
  const length = text === undefined && Buffer.isBuffer(body) && !isChunked ? body.length : Number(text ?? Number.NaN);
  if (!Number.isSafeInteger(length) || length < 0) {
    throw new S3Error(411, 'MissingContentLength', 'You must provide the Content-Length HTTP header.');
  }
  if (length > MAX_BYTES) {
    throw new S3Error(
      400,
      'EntityTooLarge',
      `Your proposed upload of ${length} bytes exceeds the limit of ${MAX_BYTES} bytes`,
    );
  }
  return length;
}

/** Checksums in headers, or in the query of a presigned URL. */
export function declaredChecksums(request: ServiceRequest): Checksums {
  const declared: Checksums = {};
  for (const name of new Set([...Object.keys(request.headers), ...request.query.keys()])) {
    if (
      !name.startsWith(PREFIX) ||
      name === `${PREFIX}mode` ||
      name === `${PREFIX}type` ||
      name === `${PREFIX}algorithm`
    )
      continue;
    const algorithm = name.slice(PREFIX.length);
    if (!isChecksumAlgorithm(algorithm)) throw unknownChecksum(algorithm);
    const value = headerOrQuery(request, name);
    if (value !== undefined) declared[algorithm] = value;
  }
  return declared;
}

function trailingAlgorithm(headers: ServiceRequest['headers']): ChecksumAlgorithm | undefined {
  const trailer = headers['x-amz-trailer']?.toLowerCase();
  if (trailer === undefined) return undefined;
  const algorithm = trailer.replace(PREFIX, '');
  if (!isChecksumAlgorithm(algorithm)) throw unknownChecksum(algorithm);
  return algorithm;
}

const unknownChecksum = (algorithm: string) =>
  new S3Error(
    501,
    'NotImplemented',
    `the checksum ${algorithm} is not emulated: use one of ${CHECKSUM_ALGORITHMS.join(', ')}`,
  );

function assertChecksums(expected: Checksums, actual: Checksums): void {
  for (const [algorithm, value] of Object.entries(expected)) {
    if (!isChecksumAlgorithm(algorithm) || value === undefined) continue;
    if (Buffer.from(value, 'base64').length !== Buffer.from(actual[algorithm] ?? '', 'base64').length) {
      throw invalidRequest(`Value for ${PREFIX}${algorithm} header is invalid.`);
    }
    if (!sameText(value, actual[algorithm] ?? '')) throw badDigest(`The ${algorithm.toUpperCase()} you specified`);
  }
}

function assertHashes(headers: ServiceRequest['headers'], md5: string, sha256: string): void {
  const declaredMd5 = headers['content-md5'];
  if (declaredMd5 !== undefined && Buffer.from(declaredMd5, 'base64').toString('hex') !== md5) {
    throw badDigest('The Content-MD5 you specified');
  }
  const declared = headers['x-amz-content-sha256'] ?? '';
  if (/^[\da-f]{64}$/.test(declared) && !sameText(declared, sha256)) {
    throw new S3Error(
      400,
      'XAmzContentSHA256Mismatch',
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
    );
  }
}

const badDigest = (what: string) => new S3Error(400, 'BadDigest', `${what} did not match the calculated checksum.`);
const sameText = (a: string, b: string) => a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
