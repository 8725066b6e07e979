import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { IntegrityError, InvalidInputError, NotFoundError, Sha256Schema, UnavailableError } from '@optaic/mlops/base';
import { sha256Hex } from '@optaic/mlops/digest';
import { type BackOff, fullJitter, httpStatusOf, translateAwsFailure } from '@optaic/mlops/registry';
import type { ObjectStore } from './object-store.ts';
import { withJson } from './with-json.ts';

/** What one PutObject takes. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const SINGLE_PUT_LIMIT_BYTES = 5 * 1_024 ** 3;
const MAXIMUM_ATTEMPTS = 6;

export interface S3ObjectStoreOptions {
  readonly s3: S3Client;
  readonly bucket: string;
  /** Between attempts after 409, another writer of the same key under way. @default full jitter, 50 ms to 2 s */
  readonly backOff?: BackOff;
}

/** One put: its body anew for each attempt, since a stream is read once. */
interface Put {
  readonly body: () => Uint8Array | Readable;
  readonly bytes: number;
  readonly sha256: string;
}

/** Objects of one bucket, each written once by a conditional put; its sha256 travels as checksum and stays as metadata. */
export function createObjectStore({ s3, bucket, backOff }: S3ObjectStoreOptions): ObjectStore {
  const wait = backOff ?? fullJitter({ baseMs: 50, capMs: 2_000, random: Math.random, sleep });

  async function open(key: string): Promise<Readable> {
    const { Body } = await readCall(key, () => s3.send(new GetObjectCommand({ Bucket: bucket, Key: key })));
    if (Body instanceof Readable) return Body;
    throw new IntegrityError('object.without_body', `S3 answered for object ${key} without a body`);
  }

  const read = async (key: string) => {
    const chunks: Uint8Array[] = [];
    const body = await open(key);
    await readCall(key, async () => {
      for await (const chunk of body) chunks.push(chunk);
    });
    return new Uint8Array(Buffer.concat(chunks));
  };

  /** @returns Whether the object is now stored; false when the key was taken. */
  async function putOnce(key: string, { body, bytes, sha256 }: Put): Promise<boolean> {
    for (let attempt = 1; attempt <= MAXIMUM_ATTEMPTS; attempt++) {
      const content = body();
      const command = new PutObjectCommand({
        Bucket: bucket,
        Key: key,
        Body: content,
        ContentLength: bytes,
        ChecksumSHA256: Buffer.from(sha256, 'hex').toString('base64'),
        Metadata: { sha256 },
        IfNoneMatch: '*',
      });
      try {
        await s3.send(command);
        return true;
      } catch (error) {
        const status = httpStatusOf(error);
        if (status === 412) return false;
        if (status !== 409) throw translateAwsFailure('s3', error);
      } finally {
        // S3 may answer before it has read the whole file.
        if (content instanceof Readable) content.destroy();
      }
      await wait(attempt);
    }
    throw new UnavailableError(
      's3.contended',
      `another writer of ${key} was under way at each of ${MAXIMUM_ATTEMPTS} attempts; try again`,
    );
  }

  const describe = async (key: string) => {
    const command = new HeadObjectCommand({ Bucket: bucket, Key: key });
    const { Metadata, ContentLength } = await readCall(key, () => s3.send(command));
    const sha256 = Sha256Schema.safeParse(Metadata?.sha256);
    if (sha256.success && ContentLength !== undefined) return { sha256: sha256.data, bytes: ContentLength };
    throw new IntegrityError('object.without_digest', `object ${key} carries no sha256; it was not written by a stage`);
  };

  return withJson({
    read,
    download: async (key, path) => {
      const body = await open(key);
      await readCall(key, () => pipeline(body, createWriteStream(path)));
    },
    writeOnce: async (key, body) => {
      const isNew = await putOnce(key, { body: () => body, bytes: body.length, sha256: sha256Hex(body) });
      return isNew ? body : read(key);
    },
    uploadOnce: async (key, path) => {
      const { size } = await stat(path);
      if (size > SINGLE_PUT_LIMIT_BYTES) throw tooLarge(key, size);
      const sha256 = await sha256OfFile(path);
      const isNew = await putOnce(key, { body: () => createReadStream(path), bytes: size, sha256 });
      return isNew ? { sha256, bytes: size } : describe(key);
    },
  });
}

/** Runs a read and names its failure. */
async function readCall<T>(key: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (isMissing(error)) {
      const said = error instanceof Error ? error.message : String(error);
      throw new NotFoundError('object.not_found', `no object ${key}, or none we may read (S3 said: ${said})`, {
        cause: error,
      });
    }
    throw translateAwsFailure('s3', error);
  }
}

/**
 * Without s3:ListBucket S3 answers 403 for a key that is missing. A denial of s3:GetObject itself names that action, and
 * stays what it is: a role that lacks a permission must not look like missing data.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 */
function isMissing(error: unknown): boolean {
  const status = httpStatusOf(error);
  const isDenied = error instanceof Error && /s3:GetObject\b/.test(error.message);
  return status === 404 || (status === 403 && !isDenied);
}

async function sha256OfFile(path: string) {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return Sha256Schema.parse(hash.digest('hex'));
}

function tooLarge(key: string, bytes: number): InvalidInputError {
  return new InvalidInputError(
    'object.too_large',
    `${key} would have ${bytes} bytes; one put takes ${SINGLE_PUT_LIMIT_BYTES}, so write it in parts`,
  );
}
