import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { ApiError, type CreateDataset, RowsExportSchema, RowsPageSchema } from '@optaic/mlops/api';
import { CalendarDateSchema, type DatasetName, DatasetNameSchema } from '@optaic/mlops/base';
import type { RowFormat } from '@optaic/mlops/data';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { uploadFile } from '../../cli/upload-file.ts';
import { completedRun } from '../../cli/wait-for-run.ts';
import { type EmbeddedApp, openEmbeddedApp } from './support/embedded-app.ts';

const CLI = resolve(import.meta.dirname, '../../cli/optaic.mjs');
const run = promisify(execFile);
const NAME: DatasetName = DatasetNameSchema.parse('closes');

const DATASET: CreateDataset = {
  name: NAME,
  schema: {
    columns: [
      { name: 'entity', role: 'entity', type: 'string' },
      { name: 'event_time', role: 'event_time', type: 'timestamp' },
      { name: 'knowledge_time', role: 'knowledge_time', type: 'timestamp' },
      { name: 'close', role: 'value', type: 'double' },
    ],
    knowledgeGrade: 'observed',
    updateFrequency: { every: 'daily' },
    contracts: { missing: { maximumShare: 0.5 } },
  },
};

const FIRST = `entity,event_time,knowledge_time,close
A,2020-01-02,2020-01-02T22:00:00Z,10
A,2020-01-03,2020-01-03T22:00:00Z,11
B,2020-01-02,2020-01-02T22:00:00Z,20
`;
/** One new day of A, and a revision of B's first. */
const SECOND = `entity,event_time,knowledge_time,close
A,2020-01-06,2020-01-06T22:00:00Z,12
B,2020-01-02,2020-01-06T22:00:00Z,21
`;

describe('reading datasets', () => {
  let app: EmbeddedApp;

  /** The command line, as people run it. */
  async function optaic(...args: string[]): Promise<string> {
    const { stdout } = await run(process.execPath, [CLI, ...args], {
      env: { ...process.env, OPTAIC_URL: app.runtime.url, OPTAIC_TOKEN: app.runtime.tokens.researcher },
    });
    return stdout;
  }

  function file(name: string, text: string): string {
    const path = join(app.directory, name);
    writeFileSync(path, text);
    return path;
  }

  beforeAll(async () => {
    app = await openEmbeddedApp();
    await optaic('datasets', 'create', file('closes.json', JSON.stringify(DATASET)));
    await optaic('datasets', 'upload', NAME, file('first.csv', FIRST));
    await optaic('datasets', 'upload', NAME, file('second.csv', SECOND));
  }, 60_000);

  afterAll(() => app[Symbol.asyncDispose]());

  async function exported(format: RowFormat, asOf?: string) {
    const answer = await app.as('viewer').call('readRows', {
      parameters: { name: NAME },
      query: { format, ...(asOf === undefined ? {} : { asOf: CalendarDateSchema.parse(asOf) }) },
    });
    const { url, ...described } = RowsExportSchema.parse(answer);
    return { url, ...described, body: Buffer.from(await (await fetch(url)).arrayBuffer()) };
  }

  it('keeps the update frequency and the contracts that the dataset was created with', async () => {
    const dataset = await app.as('viewer').call('getDataset', { parameters: { name: NAME } });

    expect(dataset.schema.updateFrequency).toEqual({ every: 'daily', calendar: 'weekdays', graceDays: 1 });
    expect(dataset.schema.contracts).toEqual({ missing: { maximumShare: 0.5 } });
  });

  it('hands rows out by a presigned URL, as they were known', async () => {
    const { body, ...described } = await exported('csv', '2020-01-03');

    expect(body.toString()).toBe(
      'entity,event_time,knowledge_time,close\n' +
        'A,2020-01-02T00:00:00.000Z,2020-01-02T22:00:00.000Z,10.0\n' +
        'A,2020-01-03T00:00:00.000Z,2020-01-03T22:00:00.000Z,11.0\n' +
        'B,2020-01-02T00:00:00.000Z,2020-01-02T22:00:00.000Z,20.0\n',
    );
    expect(described).toMatchObject({
      dataset: NAME,
      version: 2,
      asOf: '2020-01-03T23:59:59.999Z',
      stale: false,
      format: 'csv',
      rows: 3,
      bytes: body.length,
      sha256: createHash('sha256').update(body).digest('hex'),
    });
  });

  it('hands out the same object again, whatever the time once nothing more is known', async () => {
    const first = await exported('ndjson');
    const again = await exported('ndjson', '2024-06-28');

    expect(new URL(again.url).pathname).toBe(new URL(first.url).pathname);
    expect(again.body).toEqual(first.body);
    expect(JSON.parse(first.body.toString().split('\n')[3] ?? '')).toMatchObject({ entity: 'B', close: 21 });
  });

  it('writes Parquet that is Parquet', async () => {
    const { body, rows } = await exported('parquet');

    expect([body.subarray(0, 4).toString(), rows]).toEqual(['PAR1', 4]);
  });

  it('hands out no file without its signature', async () => {
    const { url } = await exported('csv');
    const bare = new URL(url);
    bare.search = '';

    const response = await fetch(bare);

    expect(response.status).toBe(403);
  });

  it('answers rows as JSON without a format, as before', async () => {
    const answer = await app
      .as('viewer')
      .call('readRows', { parameters: { name: NAME }, query: { version: 1, limit: 2 } });

    const page = RowsPageSchema.parse(answer);
    expect(page.items.map(({ close }) => close)).toEqual([10, 11]);
    expect(page.nextToken).toBeDefined();
  });

  it('refuses rows that nobody knew yet', async () => {
    const request = exported('csv', '2019-12-31');

    await expect(request).rejects.toMatchObject({ status: 404, code: 'dataset.not_known_yet' });
  });

  it('compares a version with the one before', async () => {
    const version = await app.as('viewer').call('getDatasetVersion', { parameters: { name: NAME, version: 2 } });
    const diff = await app.as('viewer').call('diffDatasetVersions', { parameters: { name: NAME, version: 2 } });

    expect(version).toMatchObject({ version: 2, mode: 'append', rows: 5 });
    expect(diff).toMatchObject({ from: 1, to: 2, unchanged: 3, changed: { count: 0 }, dropped: { count: 0 } });
    expect(diff.added.rows).toEqual([{ before: null, after: expect.objectContaining({ entity: 'A', close: 12 }) }]);
    expect(diff.revised.rows).toEqual([
      { before: expect.objectContaining({ close: 20 }), after: expect.objectContaining({ close: 21 }) },
    ]);
  });

  it('has nothing to compare the first version with', async () => {
    const request = app.as('viewer').call('diffDatasetVersions', { parameters: { name: NAME, version: 1 } });

    await expect(request).rejects.toMatchObject({ status: 422, code: 'dataset.no_earlier_version' });
  });

  it('repeats an upload under way as the same run, and one that is done as a refused one', async () => {
    const repeated: DatasetName = DatasetNameSchema.parse('repeated');
    const researcher = app.as('researcher');
    await researcher.call('createDataset', { body: { ...DATASET, name: repeated } });
    const request = { dataset: repeated, file: file('repeated.csv', FIRST), mode: 'append', parents: [] } as const;

    const [one, other] = await Promise.all([uploadFile(researcher, request), uploadFile(researcher, request)]);
    await completedRun(researcher, one.id);
    const late = await uploadFile(researcher, request);

    expect(other.id).toBe(one.id);
    await expect(completedRun(researcher, late.id)).rejects.toThrow(/repeat the key|before the high-water mark/);
    const { items } = await researcher.call('listDatasetVersions', { parameters: { name: repeated } });
    expect(items.map(({ rows }) => rows)).toEqual([3]);
  }, 60_000);

  it('tells a table on the command line', async () => {
    expect(await optaic('datasets', 'list')).toMatch(/closes +team +observed +2 +daily/);
    expect(await optaic('datasets', 'show', NAME)).toContain('daily on weekdays days');
    expect(await optaic('datasets', 'versions', NAME)).toMatch(/2 +append +5 +2020-01-02 +2020-01-06/);
    expect(await optaic('datasets', 'rows', NAME, '--as-of', '2020-01-03')).toContain('closes@2 as of 2020-01-03');
    expect(await optaic('datasets', 'diff', NAME, '1', '2')).toMatch(/20 → 21/);
  }, 60_000);

  it('downloads a file on the command line', async () => {
    const out = join(app.directory, 'out.csv');

    const said = await optaic('datasets', 'export', NAME, '--out', out);

    expect(said).toContain(`4 rows, 267 B in ${out}`);
    expect((await readFile(out, 'utf8')).split('\n')).toHaveLength(6);
  }, 60_000);

  it('names the next step when the command line is refused', async () => {
    const missing = optaic('datasets', 'rows', 'nowhere');
    await expect(missing).rejects.toMatchObject({ stderr: expect.stringContaining('dataset.not_found') });
    const zipped = optaic('datasets', 'upload', NAME, 'rows.zip');
    await expect(zipped).rejects.toMatchObject({ stderr: expect.stringContaining('rows.zip') });
  }, 60_000);

  it('shows the rows that an upload is refused for', async () => {
    const bad = file('bad.csv', `entity,event_time,knowledge_time,close\nA,2020-02-03,2020-02-01,1\n`);

    const upload = optaic('datasets', 'upload', NAME, bad);

    await expect(upload).rejects.toMatchObject({
      stderr: expect.stringMatching(
        /\(dataset\.knowledge_before_event\)[\s\S]*blocked: nothing was published[\s\S]*· file 1, row 1: entity A/,
      ),
    });
  }, 60_000);

  it('is an ApiError for a program', async () => {
    const request = app.as('viewer').call('getDatasetVersion', { parameters: { name: NAME, version: 9 } });

    await expect(request).rejects.toBeInstanceOf(ApiError);
    await expect(request).rejects.toMatchObject({ status: 404, code: 'dataset.version_not_found' });
  });
});
