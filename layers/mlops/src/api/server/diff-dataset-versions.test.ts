import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMemoryObjectStore, type MemoryObjectStore } from '@optaic/mlops/pipeline/object-store.memory';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { diffDatasetVersions } from './diff-dataset-versions.ts';
import { partKeyOf, storeIndexVersion } from './stored-version.testing.ts';

describe('diffDatasetVersions', () => {
  let directory: string;
  let data: MemoryObjectStore;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'diff-test-'));
    data = createMemoryObjectStore();
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  const store = (version: number, days: readonly number[]) => storeIndexVersion({ data, directory, version, days });

  it('downloads no part that both versions have and no new row is about', async () => {
    const from = await store(1, [0, 1]);
    const to = await store(2, [0, 1, 2]);
    data.objects.delete(partKeyOf(0));
    data.objects.delete(partKeyOf(1));

    const diff = await diffDatasetVersions({ from, to }, { data, scratch: { directory } });

    expect(diff).toMatchObject({ added: { count: 1 }, revised: { count: 0 }, unchanged: 2 });
    expect(diff.added.rows[0]?.after).toMatchObject({ level: 2 });
  });

  it('refuses to read more than one request can, and names the limit', async () => {
    const from = await store(1, [0]);
    const to = await store(2, [1]);
    const text = Buffer.from(data.objects.get(to.manifestKey) ?? '').toString();
    data.objects.set(
      to.manifestKey,
      Buffer.from(text.replace('"rows":1,"minEventTime"', '"rows":40000000,"minEventTime"')),
    );
    data.objects.delete(partKeyOf(1));

    const request = diffDatasetVersions({ from, to }, { data, scratch: { directory } });

    await expect(request).rejects.toMatchObject({
      code: 'dataset.diff_too_large',
      message: expect.stringMatching(/index@1 with @2 reads 120,000,003 values or more; one request takes 100,000,000/),
    });
  });
});
