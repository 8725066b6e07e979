import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256Hex } from '@optaic/mlops/digest';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMemoryObjectStore } from './object-store.memory.ts';
import { createOverlayStore } from './object-store.overlay.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'overlay-'));
});
afterEach(() => rm(directory, { recursive: true }));

describe('createOverlayStore', () => {
  it('sees of the base what is named, and nothing else', async () => {
    const base = createMemoryObjectStore();
    await base.writeOnce('plan', bytes('pinned'));
    await base.writeOnce('frame', bytes('old'));
    const store = createOverlayStore({ base, visible: ['plan'], directory: join(directory, 'own') });

    await store.download('plan', join(directory, 'file'));

    expect(await readFile(join(directory, 'file'), 'utf8')).toBe('pinned');
    expect(new TextDecoder().decode(await store.read('plan'))).toBe('pinned');
    await expect(store.read('frame')).rejects.toMatchObject({ code: 'object.not_found' });
    await expect(store.download('frame', join(directory, 'file'))).rejects.toMatchObject({ code: 'object.not_found' });
  });

  it('keeps what is written to itself, and the first of two', async () => {
    const base = createMemoryObjectStore();
    await base.writeOnce('frame', bytes('old'));
    const store = createOverlayStore({ base, visible: [], directory: join(directory, 'own') });
    await writeFile(join(directory, 'file'), 'new');

    const uploaded = await store.uploadOnce('frame', join(directory, 'file'));
    const second = await store.writeOnce('frame', bytes('newer'));

    expect(uploaded).toEqual({ sha256: sha256Hex('new'), bytes: 3 });
    expect(new TextDecoder().decode(second)).toBe('new');
    expect(new TextDecoder().decode(await store.read('frame'))).toBe('new');
    expect(new TextDecoder().decode(await base.read('frame'))).toBe('old');
    await store.download('frame', join(directory, 'copy'));
    expect(await readFile(join(directory, 'copy'), 'utf8')).toBe('new');
  });
});
