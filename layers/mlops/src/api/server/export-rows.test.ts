import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InstantSchema } from '@optaic/mlops/base';
import { createMemoryObjectStore, type MemoryObjectStore } from '@optaic/mlops/pipeline/object-store.memory';
import type { DatasetVersionRecord } from '@optaic/mlops/registry';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ExportRequest, exportRows } from './export-rows.ts';
import { partKeyOf, storeIndexVersion } from './stored-version.testing.ts';

const instant = (text: string) => InstantSchema.parse(text);
const NOW = instant('2024-03-01T10:00:00.000Z');

describe('exportRows', () => {
  let directory: string;
  let data: MemoryObjectStore;
  let version: DatasetVersionRecord;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'export-test-'));
    data = createMemoryObjectStore();
    version = await storeIndexVersion({ data, directory, version: 1, days: [0, 1] });
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  const exported = (request: Partial<ExportRequest> = {}) =>
    exportRows(
      { version, asOf: NOW, format: 'csv', columns: 3, now: NOW, ...request },
      { data, scratch: { directory } },
    );
  const exports = () => [...data.objects.keys()].filter((key) => key.startsWith('exports/'));

  it('stores the rows with their count, bytes and digest', async () => {
    const { key, rows, bytes } = await exported();

    const text = Buffer.from(await data.read(key)).toString();
    expect(text.split('\n').slice(1, 3)).toEqual([
      '2020-01-02T00:00:00.000Z,2020-01-02T22:00:00.000Z,0.0',
      '2020-01-03T00:00:00.000Z,2020-01-03T22:00:00.000Z,1.0',
    ]);
    expect([rows, bytes]).toEqual([2, text.length]);
  });

  it('finds what it stored before, without reading the dataset', async () => {
    const first = await exported();
    data.objects.delete(partKeyOf(0));
    await rm(join(directory, 'dataset-parts'), { recursive: true });

    expect(await exported()).toEqual(first);
  });

  it('shares one export among all times after which nothing became known', async () => {
    const now = await exported();
    const later = await exported({ asOf: instant('2030-01-01T00:00:00.000Z') });
    const before = await exported({ asOf: instant('2020-01-03T21:59:59.999Z') });

    expect(later.key).toBe(now.key);
    expect([before.key === now.key, before.rows]).toEqual([false, 1]);
  });

  it('writes anew the day after, before the bucket forgets', async () => {
    const today = await exported();
    const tomorrow = await exported({ now: instant('2024-03-02T00:00:00.000Z') });

    expect([tomorrow.key === today.key, tomorrow.sha256]).toEqual([false, today.sha256]);
  });

  it('ends what a killed request began', async () => {
    const { key } = await exported();
    data.objects.delete(`${key}.json`);

    expect(await exported()).toMatchObject({ key, rows: 2 });
    expect(exports()).toHaveLength(2);
  });

  it.each([
    ['csv', 6_000_000, '18,000,000 values; one export as csv takes 15,000,000; ask for parquet'],
    ['parquet', 20_000_000, '60,000,000 values; one export as parquet takes 50,000,000; read it in pages'],
  ] as const)('refuses as %s more than one request can write, and names the limit', async (format, rows, said) => {
    await expect(exported({ format, version: { ...version, rows } })).rejects.toMatchObject({
      code: 'dataset.export_too_large',
      message: expect.stringContaining(said),
    });
    expect(exports()).toEqual([]);
  });
});
