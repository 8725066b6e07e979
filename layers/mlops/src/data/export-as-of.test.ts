import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ExportRequest, exportAsOf, type RowFormat } from './export-as-of.ts';
import { readAsOf } from './read-as-of.ts';
import { rowRecords } from './row-records.ts';
import { instant, openTestBench, type TestBench, testSchema } from './test-tables.ts';

const schema = testSchema(['close']);
const ROWS = [
  { entity: 'B, "quoted"', event: '2020-01-02', known: '2020-01-02T21:00:00Z', values: { close: 0.1 } },
  { entity: 'A', event: '2020-01-03', known: '2020-01-03T21:00:00Z', values: { close: null } },
  { entity: 'A', event: '2020-01-02', known: '2020-01-02T21:00:00Z', values: { close: 1 } },
  { entity: 'A', event: '2020-01-02', known: '2020-01-05T09:00:00Z', values: { close: 2 } },
  { entity: 'A', event: '2020-01-06', known: '2020-01-06T21:00:00Z', values: { close: 3 } },
];

describe('exportAsOf', () => {
  let bench: TestBench;
  let written = 0;

  beforeAll(async () => {
    bench = await openTestBench();
  });
  afterAll(() => bench[Symbol.asyncDispose]());

  async function exported(format: RowFormat, options: Partial<ExportRequest> = {}) {
    const dataset = await bench.dataset('prices', ROWS, schema, 2);
    const path = join(bench.directory, `export-${written++}.${format}`);
    const rows = await exportAsOf(bench.db, {
      ...dataset,
      asOf: instant('2020-01-05T23:59:59.999Z'),
      format,
      path,
      ...options,
    });
    return { rows, path };
  }

  it('writes CSV with UTC instants and nothing for what is missing', async () => {
    const { rows, path } = await exported('csv');

    expect(rows).toBe(3);
    expect(await readFile(path, 'utf8')).toBe(
      [
        'entity,event_time,knowledge_time,close',
        'A,2020-01-02T00:00:00.000Z,2020-01-05T09:00:00.000Z,2.0',
        'A,2020-01-03T00:00:00.000Z,2020-01-03T21:00:00.000Z,',
        '"B, ""quoted""",2020-01-02T00:00:00.000Z,2020-01-02T21:00:00.000Z,0.1',
        '',
      ].join('\n'),
    );
  });

  it('writes NDJSON with null for what is missing', async () => {
    const { path } = await exported('ndjson');

    const lines = (await readFile(path, 'utf8')).trim().split('\n');
    expect(lines.map((line) => JSON.parse(line))[1]).toEqual({
      entity: 'A',
      event_time: '2020-01-03T00:00:00.000Z',
      knowledge_time: '2020-01-03T21:00:00.000Z',
      close: null,
    });
  });

  it('writes Parquet that reads as the dataset did', async () => {
    const { path } = await exported('parquet');

    const asOf = instant('2020-01-05T23:59:59.999Z');
    const again = await readAsOf(bench.db, { name: 'again', files: [path], schema, asOf });
    const before = await readAsOf(bench.db, { ...(await bench.dataset('prices', ROWS, schema)), asOf });
    expect(rowRecords(again, schema.columns)).toEqual(rowRecords(before, schema.columns));
  });

  it('writes a page of rows', async () => {
    const { rows, path } = await exported('csv', { limit: 1, offset: 1 });

    expect(rows).toBe(1);
    expect((await readFile(path, 'utf8')).split('\n')[1]).toMatch(/^A,2020-01-03T/);
  });

  it('says when the first row is known, before which there is none', async () => {
    await expect(exported('csv', { asOf: instant('2019-12-31') })).rejects.toMatchObject({
      code: 'dataset.not_known_yet',
      message: expect.stringContaining('2020-01-02T21:00:00.000Z'),
    });
  });
});
