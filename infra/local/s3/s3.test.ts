import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  ChecksumAlgorithm,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  PutObjectAclCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RunningServer, serve } from '../serve.ts';
import { createS3, type S3 } from './s3.ts';

const Bucket = 'data';
const credentials = { accessKeyId: 'AKIALOCAL', secretAccessKey: 'secret' };

describe('createS3', () => {
  let stateDir: string;
  let now: Date;
  let service: S3;
  let server: RunningServer;
  let client: S3Client;

  const clientFor = (options = {}) =>
    new S3Client({ region: 'us-east-1', endpoint: server.url, credentials, maxAttempts: 1, ...options });
  const text = async (Key: string, extra = {}) =>
    (await client.send(new GetObjectCommand({ Bucket, Key, ...extra }))).Body?.transformToString();
  const blobCount = () => readdirSync(join(stateDir, 's3', 'blobs')).length;

  beforeEach(async () => {
    stateDir = mkdtempSync(join(tmpdir(), 's3-'));
    now = new Date();
    service = await createS3({ stateDir, now: () => now, secretFor: () => credentials.secretAccessKey });
    await service.ensureBucket({ name: Bucket, isVersioned: true });
    server = await serve(service);
    client = clientFor();
  });

  afterEach(async () => {
    client.destroy();
    await server.close();
    await service.close();
    rmSync(stateDir, { recursive: true });
  });

  it('gives back the bytes, metadata and checksum of an object whose key needs encoding', async () => {
    const Key = 'a b+/ü&<%.txt';
    const put = await client.send(
      new PutObjectCommand({ Bucket, Key, Body: 'hello', ContentType: 'text/plain', Metadata: { sha256: 'abc' } }),
    );

    const head = await client.send(new HeadObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }));

    expect(await text(Key)).toBe('hello');
    expect(put).toMatchObject({ ETag: '"5d41402abc4b2a76b9719d911017c592"', ChecksumCRC32: 'NhCmhg==' });
    expect(put.VersionId).toMatch(/^[\da-f]{32}$/);
    expect(head).toMatchObject({
      ContentLength: 5,
      ContentType: 'text/plain',
      Metadata: { sha256: 'abc' },
      ChecksumCRC32: 'NhCmhg==',
      ETag: put.ETag,
    });
  });

  it('stores a streamed body without its chunk framing', async () => {
    const bytes = randomBytes(3_000_000);

    await client.send(
      new PutObjectCommand({
        Bucket,
        Key: 'k',
        Body: Readable.from([bytes.subarray(0, 7), bytes.subarray(7)]),
        ContentLength: bytes.length,
      }),
    );

    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: 'k' }));
    expect(Buffer.from((await Body?.transformToByteArray()) ?? []).equals(bytes)).toBe(true);
  });

  it('stores an empty object', async () => {
    await client.send(new PutObjectCommand({ Bucket, Key: 'empty', Body: '' }));

    expect(await text('empty')).toBe('');
  });

  it.each([
    ChecksumAlgorithm.CRC32,
    ChecksumAlgorithm.CRC32C,
    ChecksumAlgorithm.SHA1,
    ChecksumAlgorithm.SHA256,
    ChecksumAlgorithm.CRC64NVME,
  ])('agrees with the SDK on %s', async (algorithm) => {
    await client.send(new PutObjectCommand({ Bucket, Key: algorithm, Body: 'hello', ChecksumAlgorithm: algorithm }));

    const head = await client.send(new HeadObjectCommand({ Bucket, Key: algorithm, ChecksumMode: 'ENABLED' }));

    expect(head[`Checksum${algorithm}`]).toMatch(/=$/);
    expect(await text(algorithm)).toBe('hello');
  });

  it('refuses a wrong checksum with BadDigest and stores nothing', async () => {
    const put = client.send(
      new PutObjectCommand({
        Bucket,
        Key: 'k',
        Body: 'hello',
        ChecksumSHA256: createHash('sha256').update('hallo').digest('base64'),
      }),
    );

    await expect(put).rejects.toMatchObject({ name: 'BadDigest', $metadata: { httpStatusCode: 400 } });
    await expect(text('k')).rejects.toMatchObject({ name: 'NoSuchKey' });
    expect(blobCount()).toBe(0);
  });

  it('stores nothing of an upload that breaks off', async () => {
    const handled = new Promise((resolve, reject) => {
      const handle = service.handle.bind(service);
      service.handle = (...args) => {
        const response = handle(...args);
        response.then(resolve, reject);
        return response;
      };
    });
    const upload = request(`${server.url}/data/k`, { method: 'PUT', headers: { 'content-length': 1000 } });
    upload.on('error', () => {});
    upload.write('ten bytes ', () => upload.destroy());

    expect(await handled).toMatchObject({ status: 400, body: expect.stringContaining('IncompleteBody') });
    expect(blobCount()).toBe(0);
  });

  it('lets exactly one of many concurrent If-None-Match writes win', async () => {
    const writes = await Promise.allSettled(
      Array.from({ length: 12 }, (_, i) =>
        client.send(new PutObjectCommand({ Bucket, Key: 'once', Body: `writer ${i}`, IfNoneMatch: '*' })),
      ),
    );

    const lost = writes.filter(({ status }) => status === 'rejected');
    expect(lost).toHaveLength(11);
    for (const { reason } of lost as PromiseRejectedResult[]) {
      expect(reason).toMatchObject({ name: 'PreconditionFailed', $metadata: { httpStatusCode: 412 } });
    }
    expect(await text('once')).toBe(`writer ${writes.findIndex(({ status }) => status === 'fulfilled')}`);
    expect(blobCount()).toBe(1);
  });

  it('replaces an object only when If-Match names it', async () => {
    const { ETag } = await client.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'one' }));
    await client.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'two', IfMatch: ETag }));

    const stale = client.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'three', IfMatch: ETag }));

    await expect(stale).rejects.toMatchObject({ name: 'PreconditionFailed' });
    expect(await text('k')).toBe('two');
    expect(blobCount()).toBe(1);
  });

  it.each([
    ['bytes=0-1', 'he', 'bytes 0-1/5'],
    ['bytes=3-', 'lo', 'bytes 3-4/5'],
    ['bytes=-2', 'lo', 'bytes 3-4/5'],
    ['bytes=1-99', 'ello', 'bytes 1-4/5'],
  ])('reads the range %s', async (Range, expected, contentRange) => {
    await client.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'hello' }));

    const { Body, ContentRange, $metadata } = await client.send(new GetObjectCommand({ Bucket, Key: 'k', Range }));

    expect(await Body?.transformToString()).toBe(expected);
    expect([ContentRange, $metadata.httpStatusCode]).toEqual([contentRange, 206]);
  });

  it('answers 416 to a range past the end, 304 and 412 to conditions on a read', async () => {
    const { ETag } = await client.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'hello' }));

    await expect(text('k', { Range: 'bytes=5-' })).rejects.toMatchObject({ name: 'InvalidRange' });
    await expect(text('k', { IfNoneMatch: ETag })).rejects.toMatchObject({ $metadata: { httpStatusCode: 304 } });
    await expect(text('k', { IfMatch: '"other"' })).rejects.toMatchObject({ name: 'PreconditionFailed' });
  });

  it('deletes one object, several, and none without complaint', async () => {
    for (const Key of ['a', 'b&', 'c']) await client.send(new PutObjectCommand({ Bucket, Key, Body: Key }));

    await client.send(new DeleteObjectCommand({ Bucket, Key: 'a' }));
    await client.send(new DeleteObjectCommand({ Bucket, Key: 'a' }));
    const { Deleted } = await client.send(
      new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'b&' }, { Key: 'none' }] } }),
    );

    expect(Deleted?.map(({ Key }) => Key)).toEqual(['b&', 'none']);
    const { Contents } = await client.send(new ListObjectsV2Command({ Bucket }));
    expect(Contents?.map(({ Key }) => Key)).toEqual(['c']);
    expect(blobCount()).toBe(1);
  });

  it('lists in key order, by prefix, folded at the delimiter, page by page', async () => {
    const keys = ['a.txt', 'a/1', 'a/2', 'a/b/3', 'b/1', 'é/1'];
    for (const Key of [...keys].reverse()) await client.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
    const pages: string[][] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await client.send(
        new ListObjectsV2Command({ Bucket, Delimiter: '/', MaxKeys: 2, ContinuationToken }),
      );
      pages.push([
        ...(page.Contents ?? []).map(({ Key = '' }) => Key),
        ...(page.CommonPrefixes ?? []).map(({ Prefix = '' }) => Prefix),
      ]);
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken);

    const all = await client.send(new ListObjectsV2Command({ Bucket }));
    const under = await client.send(new ListObjectsV2Command({ Bucket, Prefix: 'a/', StartAfter: 'a/1' }));

    expect(pages).toEqual([
      ['a.txt', 'a/'],
      ['b/', 'é/'],
    ]);
    expect(all.Contents?.map(({ Key }) => Key)).toEqual(keys);
    expect(under.Contents?.map(({ Key }) => Key)).toEqual(['a/2', 'a/b/3']);
  });

  it('joins the parts of a multipart upload, and honours If-None-Match when it completes', async () => {
    const parts = [randomBytes(5 * 1024 ** 2), randomBytes(1000)];
    const upload = async () => {
      const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key: 'big' }));
      const Parts = await Promise.all(
        parts.map(async (Body, i) => {
          const part = await client.send(
            new UploadPartCommand({ Bucket, Key: 'big', UploadId, PartNumber: i + 1, Body }),
          );
          return { PartNumber: i + 1, ETag: part.ETag, ChecksumCRC32: part.ChecksumCRC32 };
        }),
      );
      const command = { Bucket, Key: 'big', UploadId, IfNoneMatch: '*', MultipartUpload: { Parts } };
      return new CompleteMultipartUploadCommand(command);
    };
    const [first, second] = [await upload(), await upload()];

    const done = await client.send(first);
    const lost = client.send(second);

    await expect(lost).rejects.toMatchObject({ name: 'PreconditionFailed' });
    await expect(client.send(first)).rejects.toMatchObject({ name: 'NoSuchUpload' });
    const { Body, ETag } = await client.send(new GetObjectCommand({ Bucket, Key: 'big' }));
    expect(Buffer.from((await Body?.transformToByteArray()) ?? []).equals(Buffer.concat(parts))).toBe(true);
    expect(ETag).toBe(done.ETag);
    expect(ETag).toMatch(/^"[\da-f]{32}-2"$/);
    expect(await text('big', { Range: `bytes=${5 * 1024 ** 2 - 1}-${5 * 1024 ** 2}` })).toBe(
      Buffer.concat(parts)
        .subarray(5 * 1024 ** 2 - 1, 5 * 1024 ** 2 + 1)
        .toString(),
    );
  });

  it('forgets an aborted upload, and refuses parts that are small, missing or out of order', async () => {
    const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key: 'k' }));
    const target = { Bucket, Key: 'k', UploadId };
    const put = async (PartNumber: number) => ({
      PartNumber,
      ETag: (await client.send(new UploadPartCommand({ ...target, PartNumber, Body: 'small' }))).ETag,
    });
    const [one, two] = [await put(1), await put(2)];
    const complete = (Parts: object[]) =>
      client.send(new CompleteMultipartUploadCommand({ ...target, MultipartUpload: { Parts } }));

    await expect(complete([one, two])).rejects.toMatchObject({ name: 'EntityTooSmall' });
    await expect(complete([two, one])).rejects.toMatchObject({ name: 'InvalidPartOrder' });
    await expect(complete([one, { ...two, ETag: '"x"' }])).rejects.toMatchObject({ name: 'InvalidPart' });
    expect((await client.send(new ListPartsCommand(target))).Parts?.map(({ Size }) => Size)).toEqual([5, 5]);
    await client.send(new AbortMultipartUploadCommand(target));
    await expect(complete([one])).rejects.toMatchObject({ name: 'NoSuchUpload' });
    expect(blobCount()).toBe(0);
  });

  it('answers 501 and the name to what is not emulated, and 404 for a bucket that does not exist', async () => {
    const acl = client.send(new PutObjectAclCommand({ Bucket, Key: 'k', ACL: 'private' }));
    const tagged = client.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'x', Tagging: 'a=b' }));

    await expect(acl).rejects.toMatchObject({
      message: 's3 PUT object ?acl is not emulated',
      $metadata: { httpStatusCode: 501 },
    });
    await expect(tagged).rejects.toMatchObject({ message: 'the header x-amz-tagging is not emulated' });
    await expect(client.send(new HeadBucketCommand({ Bucket: 'none' }))).rejects.toMatchObject({ name: 'NotFound' });
  });

  it('hides a missing key from a caller who may not list', async () => {
    const hidden = await service.handle(
      { method: 'GET', path: '/data/none', query: new URLSearchParams(), headers: {}, body: Buffer.alloc(0) },
      { mayList: false },
    );

    expect([hidden.status, String(hidden.body)]).toEqual([403, expect.stringContaining('<Code>AccessDenied</Code>')]);
  });

  it('keeps objects across a restart and sweeps files that nothing names', async () => {
    await client.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'hello' }));
    await service.close();

    const again = await createS3({ stateDir, now: () => now });
    const { body } = await again.handle({
      method: 'GET',
      path: '/data/k',
      query: new URLSearchParams(),
      headers: {},
      body: Buffer.alloc(0),
    });

    const chunks: Buffer[] = [];
    for await (const chunk of body as Readable) chunks.push(chunk);
    expect(Buffer.concat(chunks).toString()).toBe('hello');
    await again.close();
    service = await createS3({ stateDir, now: () => now });
  });

  describe('presigned URLs', () => {
    const content = 'hello';
    const sha256 = createHash('sha256').update(content).digest('base64');
    const presign = () =>
      getSignedUrl(
        clientFor({ requestChecksumCalculation: 'WHEN_REQUIRED' }),
        new PutObjectCommand({ Bucket, Key: 'uploads/a b.csv', ContentLength: content.length, ChecksumSHA256: sha256 }),
        {
          expiresIn: 900,
          unhoistableHeaders: new Set(['x-amz-checksum-sha256']),
          signableHeaders: new Set(['content-length', 'host']),
        },
      );
    const upload = (url: string, body: string, headers = {}) =>
      fetch(url, { method: 'PUT', body, headers: { 'x-amz-checksum-sha256': sha256, ...headers } });

    it('accept exactly the signed content and checksum', async () => {
      const url = await presign();

      const longer = await upload(url, 'hello!');
      const other = await upload(url, 'hallo');
      const unsigned = await upload(url, content, { 'x-amz-meta-a': 'b' });
      const right = await upload(url, content);

      expect([longer.status, await longer.text()]).toEqual([403, expect.stringContaining('SignatureDoesNotMatch')]);
      expect([other.status, await other.text()]).toEqual([400, expect.stringContaining('BadDigest')]);
      expect([unsigned.status, await unsigned.text()]).toEqual([403, expect.stringContaining('AccessDenied')]);
      expect(right.status).toBe(200);
      expect(await text('uploads/a b.csv')).toBe(content);
    });

    it('expire', async () => {
      const url = await presign();
      now = new Date(now.getTime() + 901_000);

      const late = await upload(url, content);

      expect([late.status, await late.text()]).toEqual([403, expect.stringContaining('Request has expired')]);
    });

    it('read an object', async () => {
      await client.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'hello' }));
      const url = await getSignedUrl(
        client,
        new GetObjectCommand({ Bucket, Key: 'k', ResponseContentType: 'text/csv' }),
      );

      const response = await fetch(url);
      const tampered = await fetch(url.replace('/k?', '/l?'));

      expect([await response.text(), response.headers.get('content-type')]).toEqual(['hello', 'text/csv']);
      expect(tampered.status).toBe(403);
    });
  });
});
