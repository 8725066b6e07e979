import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetObjectCommand, S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { serve } from '../serve.ts';
import { createS3, type S3 } from './s3.ts';

export const Bucket = 'data';
const credentials = { accessKeyId: 'AKIALOCAL', secretAccessKey: 'secret' };

/** For tests: S3 in a temporary folder with one bucket, served to the SDK's own client, with a clock to be set. */
export async function openEmbeddedS3() {
  const stateDir = mkdtempSync(join(tmpdir(), 's3-'));
  const clock = { now: new Date() };
  const open = () => createS3({ stateDir, now: () => clock.now, secretFor: () => credentials.secretAccessKey });
  let service: S3 = await open();
  await service.ensureBucket({ name: Bucket, isVersioned: true });
  const server = await serve({
    name: 's3',
    handle: (request, context) => service.handle(request, context),
    close: async () => {},
  });
  const clientFor = (options: S3ClientConfig = {}) =>
    new S3Client({ region: 'us-east-1', endpoint: server.url, credentials, maxAttempts: 1, ...options });
  const client = clientFor();

  return {
    url: server.url,
    clock,
    client,
    clientFor,
    service: () => service,
    text: async (Key: string, extra = {}) =>
      (await client.send(new GetObjectCommand({ Bucket, Key, ...extra }))).Body?.transformToString(),
    blobCount: () => readdirSync(join(stateDir, 's3', 'blobs')).length,
    restart: async () => {
      await service.close();
      service = await open();
    },
    [Symbol.asyncDispose]: async () => {
      client.destroy();
      await server.close();
      await service.close();
      rmSync(stateDir, { recursive: true });
    },
  };
}

export type EmbeddedS3 = Awaited<ReturnType<typeof openEmbeddedS3>>;
