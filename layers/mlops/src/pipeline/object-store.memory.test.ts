import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256Hex } from '@optaic/mlops/digest';
import { describe, expect, it } from 'vitest';
import { createMemoryObjectStore } from './object-store.memory.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('createMemoryObjectStore', () => {
  it('lets the first writer win, and keeps what it stored from being changed through what it returned', async () => {
    const store = createMemoryObjectStore();
    const returned = await store.writeOnce('k', bytes('first'));
    returned[0] = 0;

    expect(await store.writeOnce('k', bytes('second'))).toEqual(bytes('first'));
    expect(await store.read('k')).toEqual(bytes('first'));
  });

  it('takes files up and down, and misses what is not there as S3 does', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'memory-store-'));
    const store = createMemoryObjectStore();
    await writeFile(join(folder, 'up'), 'content');

    const stored = await store.uploadOnce('k', join(folder, 'up'));
    await store.download('k', join(folder, 'down'));

    expect(stored).toEqual({ sha256: sha256Hex('content'), bytes: 7 });
    expect(await readFile(join(folder, 'down'), 'utf8')).toBe('content');
    await expect(store.read('none')).rejects.toMatchObject({ name: 'NotFoundError', code: 'object.not_found' });
    await rm(folder, { recursive: true });
  });
});
