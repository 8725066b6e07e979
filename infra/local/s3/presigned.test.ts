import { createHash } from 'node:crypto';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Bucket, type EmbeddedS3, openEmbeddedS3 } from './embedded-s3.fixture.ts';

describe('presigned URLs', () => {
  let embedded: EmbeddedS3;

  beforeEach(async () => {
    embedded = await openEmbeddedS3();
  });
  afterEach(() => embedded[Symbol.asyncDispose]());

  const content = 'hello';
  const sha256 = createHash('sha256').update(content).digest('base64');
  const presign = () =>
    getSignedUrl(
      embedded.clientFor({ requestChecksumCalculation: 'WHEN_REQUIRED' }),
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
    expect(await embedded.text('uploads/a b.csv')).toBe(content);
  });

  it('expire', async () => {
    const url = await presign();
    embedded.clock.now = new Date(embedded.clock.now.getTime() + 901_000);

    const late = await upload(url, content);

    expect([late.status, await late.text()]).toEqual([403, expect.stringContaining('Request has expired')]);
  });

  it('read an object', async () => {
    await embedded.client.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'hello' }));
    const url = await getSignedUrl(
      embedded.client,
      new GetObjectCommand({ Bucket, Key: 'k', ResponseContentType: 'text/csv' }),
    );

    const response = await fetch(url);
    const tampered = await fetch(url.replace('/k?', '/l?'));

    expect([await response.text(), response.headers.get('content-type')]).toEqual(['hello', 'text/csv']);
    expect(tampered.status).toBe(403);
  });
});
