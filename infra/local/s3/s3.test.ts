import { createHash, randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { Readable } from 'node:stream';
import {
  ChecksumAlgorithm,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectAclCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Bucket, type EmbeddedS3, openEmbeddedS3 } from './embedded-s3.fixture.ts';

describe('createS3', () => {
  let embedded: EmbeddedS3;
  let client: EmbeddedS3['client'];
  let text: EmbeddedS3['text'];
  let blobCount: EmbeddedS3['blobCount'];

  beforeEach(async () => {
    embedded = await openEmbeddedS3();
    ({ client, text, blobCount } = embedded);
  });
  afterEach(() => embedded[Symbol.asyncDispose]());

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
      const service = embedded.service();
      const handle = service.handle.bind(service);
      service.handle = (...args) => {
        const response = handle(...args);
        response.then(resolve, reject);
        return response;
      };
    });
    const upload = request(`${embedded.url}/data/k`, { method: 'PUT', headers: { 'content-length': 1000 } });
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
    const hidden = await embedded
      .service()
      .handle(
        { method: 'GET', path: '/data/none', query: new URLSearchParams(), headers: {}, body: Buffer.alloc(0) },
        { mayList: false },
      );

    expect([hidden.status, String(hidden.body)]).toEqual([403, expect.stringContaining('<Code>AccessDenied</Code>')]);
  });

  it('keeps objects across a restart', async () => {
    await client.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'hello' }));

    await embedded.restart();

    expect(await text('k')).toBe('hello');
  });
});
