import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { sha256Hex } from '@optaic/mlops/digest';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createS3, type S3 } from '../../../../infra/local/s3/s3.ts';
import { type RunningServer, serve } from '../../../../infra/local/serve.ts';
import { createObjectStore } from './object-store.s3.ts';
import type { ObjectStore } from './object-store.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const immediately = () => Promise.resolve();
const account = { region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'secret' } };

describe('createObjectStore', () => {
  let folder: string;
  let service: S3;
  let server: RunningServer;
  let s3: S3Client;
  let store: ObjectStore;
  let mayList: boolean;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'object-store-'));
    service = await createS3({ stateDir: folder, now: () => new Date(), secretFor: () => 'secret' });
    await service.ensureBucket({ name: 'artifacts', isVersioned: true });
    mayList = true;
    server = await serve({ ...service, handle: (request) => service.handle(request, { mayList }) });
    s3 = new S3Client({ ...account, endpoint: server.url, forcePathStyle: true });
    store = createObjectStore({ s3, bucket: 'artifacts', backOff: immediately });
  });

  afterEach(async () => {
    s3.destroy();
    await server.close();
    await service.close();
    await rm(folder, { recursive: true });
  });

  it('lets the first writer win and tells the second what is stored', async () => {
    const first = await store.writeOnce('runs/1/fit/a', bytes('first'));
    const second = await store.writeOnce('runs/1/fit/a', bytes('second'));

    expect([first, second]).toEqual([bytes('first'), bytes('first')]);
    expect(await store.read('runs/1/fit/a')).toEqual(bytes('first'));
  });

  it('gives every one of many writers at once the same bytes', async () => {
    const writers = Array.from({ length: 10 }, (_, n) => store.writeOnce('runs/1/fit/b', bytes(`writer ${n}`)));

    const seen = new Set((await Promise.all(writers)).map((body) => new TextDecoder().decode(body)));

    expect(seen.size).toBe(1);
  });

  it('streams files up once and down again', async () => {
    const [first, second, copy] = ['first', 'second', 'copy'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    await writeFile(first, 'x'.repeat(3_000_000));
    await writeFile(second, 'y');

    const stored = await store.uploadOnce('models/m', first);
    const again = await store.uploadOnce('models/m', second);
    await store.download('models/m', copy);

    expect(stored).toEqual({ sha256: sha256Hex('x'.repeat(3_000_000)), bytes: 3_000_000 });
    expect(again).toEqual(stored);
    expect(sha256Hex(await readFile(copy))).toBe(stored.sha256);
  });

  it('streams an empty file', async () => {
    const path = join(folder, 'empty');
    await writeFile(path, '');

    expect(await store.uploadOnce('runs/1/fit/empty', path)).toEqual({ sha256: sha256Hex(''), bytes: 0 });
  });

  it.each([
    ['may list', true],
    ['may not list, when S3 answers 403', false],
  ])('throws object.not_found for a missing key when the caller %s', async (_, isAllowed) => {
    mayList = isAllowed;

    const failures = await Promise.all([
      store.read('runs/none').catch((error: unknown) => error),
      store.download('runs/none', join(folder, 'none')).catch((error: unknown) => error),
    ]);

    expect(failures).toEqual([
      expect.objectContaining({ name: 'NotFoundError', code: 'object.not_found' }),
      expect.objectContaining({ name: 'NotFoundError', code: 'object.not_found' }),
    ]);
  });

  it('keeps the name and message of a denial of GetObject itself', async () => {
    const message = 'User: arn:aws:iam::1:role/r is not authorized to perform: s3:GetObject on resource: k';
    const denied = mockClient(s3).onAnyCommand();
    denied.rejects(Object.assign(new Error(message), { name: 'AccessDenied', $metadata: { httpStatusCode: 403 } }));

    await expect(store.read('runs/1/fit/a')).rejects.toMatchObject({ name: 'AccessDenied', message });
  });

  it('tries again on 409 and gives up as UnavailableError', async () => {
    const conflict = Object.assign(new Error('busy'), { $metadata: { httpStatusCode: 409 } });
    const mock = mockClient(s3);
    mock.on(PutObjectCommand).rejectsOnce(conflict).rejectsOnce(conflict).resolvesOnce({}).rejects(conflict);

    const stored = await store.writeOnce('runs/1/fit/c', bytes('c'));
    const contended = await store.writeOnce('runs/1/fit/d', bytes('d')).catch((error: unknown) => error);

    expect(stored).toEqual(bytes('c'));
    expect(contended).toMatchObject({ name: 'UnavailableError', code: 's3.contended' });
  });

  it('throws UnavailableError when S3 answers 5xx', async () => {
    mockClient(s3)
      .onAnyCommand()
      .rejects(Object.assign(new Error('slow'), { name: 'SlowDown', $metadata: { httpStatusCode: 503 } }));

    await expect(store.read('k')).rejects.toMatchObject({ name: 'UnavailableError', code: 's3.unavailable' });
    await expect(store.writeOnce('k', bytes('v'))).rejects.toMatchObject({ code: 's3.unavailable' });
  });

  it('reads JSON by its schema and refuses what does not fit', async () => {
    const schema = z.strictObject({ a: z.number() });
    await store.writeOnce('bad.json', bytes('{"a":"text"}'));
    await store.writeOnce('torn.json', bytes('{"a":'));

    expect(await store.writeJsonOnce('good.json', { a: 1 }, schema)).toEqual({ a: 1 });
    expect(await store.writeJsonOnce('good.json', { a: 2 }, schema)).toEqual({ a: 1 });
    for (const key of ['bad.json', 'torn.json']) {
      await expect(store.readJson(key, schema)).rejects.toMatchObject({
        name: 'IntegrityError',
        code: 'object.schema_mismatch',
        message: expect.stringContaining(key),
      });
    }
  });
});
