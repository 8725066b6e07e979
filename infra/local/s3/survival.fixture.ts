import { createHash } from 'node:crypto';
import { createS3, type S3 } from './s3.ts';

// Run by survival.test.ts, which kills it: writes and replaces objects as fast as it can and says so after each answer.

export async function openSurvivor(stateDir: string): Promise<S3> {
  const service = await createS3({ stateDir, now: () => new Date(0) });
  await service.ensureBucket({ name: 'data' });
  return service;
}

/** Bytes that begin with their own digest, so that a torn object shows. */
export function selfDescribing(seed: string, size: number): Buffer {
  const content = Buffer.alloc(size, seed);
  return Buffer.concat([createHash('sha256').update(content).digest(), content]);
}

export const isWhole = (bytes: Buffer) =>
  createHash('sha256').update(bytes.subarray(32)).digest().equals(bytes.subarray(0, 32));

export async function put(service: S3, key: string, body: Buffer): Promise<void> {
  const request = { method: 'PUT', path: `/data/${key}`, query: new URLSearchParams(), headers: {}, body };
  const { status } = await service.handle(request);
  if (status !== 200) throw new Error(`${key}: ${status}`);
}

const [, file, stateDir, prefix] = process.argv;
if (file?.endsWith('survival.fixture.ts') && stateDir !== undefined) {
  const service = await openSurvivor(stateDir);
  for (let i = 0; ; i++) {
    const fresh = put(service, `${prefix}${i}`, selfDescribing(`${prefix}${i}`, 100_000 + i));
    await Promise.all([fresh, put(service, 'replaced', selfDescribing(`${i}`, 300_000 - i))]);
    console.log(`${prefix}${i}`);
  }
}
