import { randomBytes } from 'node:crypto';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  ListPartsCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Bucket, type EmbeddedS3, openEmbeddedS3 } from './embedded-s3.fixture.ts';

describe('createMultipart', () => {
  let embedded: EmbeddedS3;
  let client: EmbeddedS3['client'];
  let text: EmbeddedS3['text'];
  let blobCount: EmbeddedS3['blobCount'];

  beforeEach(async () => {
    embedded = await openEmbeddedS3();
    ({ client, text, blobCount } = embedded);
  });
  afterEach(() => embedded[Symbol.asyncDispose]());

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
});
