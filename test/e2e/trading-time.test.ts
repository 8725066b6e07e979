import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { type CreateDataset, RowsPageSchema } from '@optaic/mlops/api';
import { CalendarDateSchema, type DatasetName, DatasetNameSchema } from '@optaic/mlops/base';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { uploadFile } from '../../cli/upload-file.ts';
import { completedRun } from '../../cli/wait-for-run.ts';
import { type EmbeddedApp, openEmbeddedApp } from './support/embedded-app.ts';

const CLI = resolve(import.meta.dirname, '../../cli/optaic.mjs');
const run = promisify(execFile);
const PRICES = DatasetNameSchema.parse('daily_prices');
const CLOSES = DatasetNameSchema.parse('closes');
const FEATURES = DatasetNameSchema.parse('daily_features');

const datasetNamed = (
  name: DatasetName,
  updateFrequency?: CreateDataset['schema']['updateFrequency'],
): CreateDataset => ({
  name,
  schema: {
    columns: [
      { name: 'event_time', role: 'event_time', type: 'timestamp' },
      { name: 'knowledge_time', role: 'knowledge_time', type: 'timestamp' },
      { name: 'value', role: 'value', type: 'double' },
    ],
    knowledgeGrade: 'observed',
    ...(updateFrequency === undefined ? {} : { updateFrequency }),
  },
});

describe('trading time', () => {
  let app: EmbeddedApp;

  function file(name: string, ...rows: string[]): string {
    const path = join(app.directory, name);
    writeFileSync(path, ['event_time,knowledge_time,value', ...rows, ''].join('\n'));
    return path;
  }

  async function commit(dataset: DatasetName, path: string, parents: readonly string[] = []): Promise<void> {
    const client = app.as('researcher');
    const { id } = await uploadFile(client, { dataset, file: path, mode: 'append', parents });
    await completedRun(client, id);
  }

  const freshness = (name: DatasetName, asOf?: string) =>
    app.as('viewer').call('getDatasetFreshness', {
      parameters: { name },
      query: asOf === undefined ? {} : { asOf: CalendarDateSchema.parse(asOf) },
    });

  beforeAll(async () => {
    app = await openEmbeddedApp();
    const client = app.as('researcher');
    await client.call('createDataset', { body: datasetNamed(PRICES, { every: 'daily', calendar: 'nyse' }) });
    await client.call('createDataset', { body: datasetNamed(FEATURES) });
    const rows = ['2020-01-02,2020-01-02T22:00:00Z,1', '2020-01-03,2020-01-03T22:00:00Z,2'];
    await commit(PRICES, file('prices.csv', ...rows));
    await commit(FEATURES, file('features.csv', rows[0] ?? ''), [`dataset:${PRICES}@1`]);
  }, 60_000);

  afterAll(() => app[Symbol.asyncDispose]());

  it('judges freshness by the rows known as of a time', async () => {
    expect(await freshness(PRICES, '2020-01-01')).toMatchObject({ status: 'not_initialized' });
    expect(await freshness(PRICES, '2020-01-07')).toMatchObject({
      dataset: PRICES,
      asOf: '2020-01-07T23:59:59.999Z',
      status: 'ready',
      datasets: [{ lastEvent: '2020-01-03T00:00:00.000Z', dueBy: '2020-01-07T23:59:59.999Z' }],
    });
    expect(await freshness(PRICES, '2020-01-02')).toMatchObject({
      datasets: [{ status: 'ready', lastEvent: '2020-01-02T00:00:00.000Z' }],
    });
  });

  it('names what blocks a dataset upstream, also on the command line', async () => {
    const answer = await freshness(FEATURES);
    const { stdout } = await run(process.execPath, [CLI, 'datasets', 'freshness', FEATURES], {
      env: { ...process.env, OPTAIC_URL: app.runtime.url, OPTAIC_TOKEN: app.runtime.tokens.viewer },
    });

    expect(answer).toMatchObject({ status: 'stale', blocking: [PRICES] });
    expect(answer.datasets.map(({ dataset, depth, status }) => [dataset, depth, status])).toEqual([
      [FEATURES, 0, 'ready'],
      [PRICES, 1, 'stale'],
    ]);
    expect(stdout).toMatch(/^daily_features is stale, by daily_prices, as of /);
    expect(stdout).toMatch(/a later one was due by 2020-01-07T23:59:59.999Z/);
  });

  it('calls a dataset in error once a newer write has failed', async () => {
    await expect(commit(PRICES, file('broken.csv', '2020-01-06,2020-01-06T22:00:00Z,text'))).rejects.toThrow(
      /no number/,
    );

    expect(await freshness(PRICES)).toMatchObject({
      status: 'error',
      datasets: [{ failedRunId: expect.any(String), reason: expect.stringMatching(/failed to write it .*due by/s) }],
    });
  });

  it('derives the knowledge times that an upload leaves out, by the close of its sessions', async () => {
    const client = app.as('researcher');
    const { schema } = datasetNamed(CLOSES);
    const derivation = { calendar: 'nyse', lagMinutes: 15 } as const;
    await client.call('createDataset', {
      body: { name: CLOSES, schema: { ...schema, knowledgeGrade: 'derived', derivation } },
    });
    const path = join(app.directory, 'closes.csv');
    writeFileSync(path, 'event_time,value\n2019-12-24,1\n2019-12-25,2\n2019-07-05,3\n');
    await commit(CLOSES, path);

    const rows = await app.as('viewer').call('readRows', { parameters: { name: CLOSES }, query: {} });

    expect(RowsPageSchema.parse(rows).items.map((row) => row.knowledge_time)).toEqual([
      '2019-07-05T20:15:00.000Z',
      // 13:00 in New York on Christmas Eve; the market is closed on the 25th.
      '2019-12-24T18:15:00.000Z',
      '2019-12-26T21:15:00.000Z',
    ]);
  });
});
