import { mkdir, readdir, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { numberColumn } from './columnar-table.ts';
import { datasetFolder } from './dataset-folder.ts';
import { parseDatasetRef } from './dataset-store.ts';
import { type Datasets, openDatasets } from './datasets.ts';
import { frameDigest } from './frame-digest.ts';
import { readLabelledFrame } from './frame-file.ts';
import { DAYS } from './test-histories.ts';
import { openTestBench, type TestBench, type TestRow, testSchema, testTable } from './test-tables.ts';

const schema = testSchema(['close']);
const rows = (values: Readonly<Record<string, number>>, known?: string): TestRow[] =>
  Object.entries(values).map(([event, close]) => ({ entity: 'A', event, known: known ?? event, values: { close } }));

function folder(bench: TestBench): { datasets: Datasets; directory: string } {
  const directory = join(bench.directory, 'store');
  return { datasets: openDatasets({ db: bench.db, store: datasetFolder({ db: bench.db, directory }) }), directory };
}

const first = testTable(rows({ '2020-03-02': 10, '2020-03-03': 11 }), schema);
const second = testTable([...rows({ '2020-03-04': 12 }), ...rows({ '2020-03-03': 99 }, '2020-03-05')], schema);

describe('openDatasets over a folder', () => {
  it('reads the newest version or the one named, each as of a time', async () => {
    await using bench = await openTestBench();
    const { datasets } = folder(bench);
    await datasets.writeDataset({ name: 'prices', rows: first, schema, knowledgeAsOf: '2020-03-03' });
    const written = await datasets.writeDataset({ name: 'prices', rows: second, knowledgeAsOf: '2020-03-05' });
    expect(written).toEqual({ name: 'prices', version: 2 });
    const closes = async (reference: string, asOf: string) => {
      const loaded = await datasets.loadDataset(reference, { asOf });
      return { version: loaded.version, closes: [...numberColumn(loaded, 'close')] };
    };

    expect(await closes('prices', '2020-03-05')).toEqual({ version: 2, closes: [10, 99, 12] });
    expect(await closes('prices', '2020-03-04')).toEqual({ version: 2, closes: [10, 11, 12] });
    expect(await closes('prices@1', '2020-03-05')).toEqual({ version: 1, closes: [10, 11] });
    expect(await closes('prices', '2020-03-02T12:00:00.000Z')).toEqual({ version: 2, closes: [10] });
  });

  it('replaces the rows of a dataset, and its schema, without touching earlier versions', async () => {
    await using bench = await openTestBench();
    const { datasets } = folder(bench);
    await datasets.writeDataset({ name: 'prices', rows: first, schema, knowledgeAsOf: '2020-03-03' });
    const other = testSchema(['open']);
    const replacement = testTable(
      [{ entity: 'A', event: '2020-03-02', known: '2020-03-02', values: { open: 5 } }],
      other,
    );
    const write = { name: 'prices', rows: replacement, schema: other, knowledgeAsOf: '2020-03-06' };

    await expect(datasets.writeDataset(write)).rejects.toMatchObject({ code: 'dataset.schema_changed' });
    await datasets.writeDataset({ ...write, mode: 'replace' });

    expect(numberColumn(await datasets.loadDataset('prices', { asOf: '2020-03-06' }), 'open')).toEqual(
      Float64Array.of(5),
    );
    expect((await datasets.loadDataset('prices@1', { asOf: '2020-03-06' })).rows).toBe(2);
  });

  it('refuses a write by the rules of every write, and leaves nothing of it', async () => {
    await using bench = await openTestBench();
    const { datasets, directory } = folder(bench);
    await datasets.writeDataset({ name: 'prices', rows: first, schema, knowledgeAsOf: '2020-03-03' });
    const write = (table: typeof first, knowledgeAsOf: string) =>
      datasets.writeDataset({ name: 'prices', rows: table, knowledgeAsOf });

    await expect(write(second, '2020-03-04')).rejects.toMatchObject({ code: 'dataset.knowledge_after_write' });
    await expect(write(first, '2020-03-03')).rejects.toMatchObject({ code: 'dataset.rows_before_high_water' });
    expect(await readdir(join(directory, 'prices'))).toEqual(['v000001']);
  });

  it('lets one of two writers on the same version win', async () => {
    await using bench = await openTestBench();
    await using other = await openTestBench();
    const { datasets, directory } = folder(bench);
    const rival = openDatasets({ db: other.db, store: datasetFolder({ db: other.db, directory }) });
    const write = { name: 'prices', rows: first, schema, knowledgeAsOf: '2020-03-03' };

    const outcomes = await Promise.allSettled([datasets.writeDataset(write), rival.writeDataset(write)]);

    const refused = outcomes.filter(({ status }) => status === 'rejected');
    expect(refused).toHaveLength(1);
    expect(refused[0]).toMatchObject({ reason: { name: 'ConflictError', code: 'dataset.version_conflict' } });
    expect(await readdir(join(directory, 'prices'))).toEqual(['v000001']);
  });

  it.each([
    ['dataset.not_found', 'returns'],
    ['dataset.version_not_found', 'prices@7'],
    ['dataset.reference_malformed', '../prices'],
    ['dataset.reference_malformed', 'prices@0'],
  ])('fails with %s for %s', async (code, reference) => {
    await using bench = await openTestBench();
    const { datasets } = folder(bench);
    await datasets.writeDataset({ name: 'prices', rows: first, schema, knowledgeAsOf: '2020-03-03' });

    await expect(datasets.loadDataset(reference, { asOf: '2020-03-05' })).rejects.toMatchObject({ code });
  });

  it('fails without a schema of the first version, and on a part that is cut short', async () => {
    await using bench = await openTestBench();
    const { datasets, directory } = folder(bench);
    await mkdir(join(directory, 'prices'), { recursive: true });
    const write = { name: 'prices', rows: first, knowledgeAsOf: '2020-03-03' };

    await expect(datasets.writeDataset(write)).rejects.toMatchObject({ code: 'dataset.schema_missing' });
    await datasets.writeDataset({ ...write, schema });
    await truncate(join(directory, 'prices/v000001/part-00000.parquet'), 100);
    await expect(datasets.loadDataset('prices', { asOf: '2020-03-03' })).rejects.toMatchObject({
      code: 'dataset.part_damaged',
    });
  });

  it('joins datasets by their names, pins their versions, and gives a file the same frame', async () => {
    await using bench = await openTestBench();
    const { datasets } = folder(bench);
    const day = (values: (index: number) => Record<string, number>) =>
      DAYS.map((event, index) => ({ entity: 'A', event, known: event, values: values(index) }));
    const add = (name: string, columns: string[], values: (index: number) => Record<string, number>) => {
      const own = testSchema(columns);
      return datasets.writeDataset({
        name,
        rows: testTable(day(values), own),
        schema: own,
        knowledgeAsOf: '2020-03-13',
      });
    };
    await add('prices', ['close', 'next'], (index) => ({ close: index, next: index + 1 }));
    await add('universe', ['member'], () => ({ member: 1 }));
    const request = {
      decisions: DAYS.slice(2, 5),
      features: [{ dataset: 'prices@1' }],
      labels: { dataset: 'prices@1', column: 'next' },
      universe: 'universe',
      calendar: 'universe',
      asOf: '2020-03-13',
    };
    const { panel, versions } = await datasets.buildFrame(request);
    const path = join(bench.directory, 'frame.parquet');
    await datasets.buildFrameFile(request, { path, memoryBytes: 1 });

    // The label is no feature; a feature is that of the day before.
    expect(panel).toMatchObject({ featureNames: ['close'], features: Float32Array.of(1, 2, 3) });
    expect(panel.labels).toEqual(Float32Array.of(3, 4, 5));
    expect(versions.map(({ name, version }) => `${name}@${version}`)).toEqual(['prices@1', 'universe@1']);
    expect(frameDigest(await readLabelledFrame(bench.db, path))).toBe(frameDigest(panel));
  });
});

describe('parseDatasetRef', () => {
  it('reads a name, with or without a version', () => {
    expect(parseDatasetRef('prices')).toEqual({ name: 'prices' });
    expect(parseDatasetRef('prices@12')).toEqual({ name: 'prices', version: 12 });
  });
});
