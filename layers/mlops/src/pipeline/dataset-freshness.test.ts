import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type DatasetName,
  DatasetNameSchema,
  type Instant,
  InstantSchema,
  parseAsOf,
  type Urn,
  urn,
} from '@optaic/mlops/base';
import { type DatasetSchema, DatasetSchemaSchema, runIdFrom, type WriteContext } from '@optaic/mlops/registry';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EmbeddedRegistry, openEmbeddedRegistry } from '../../../../test/support/embedded-registry.ts';
import { datasetFreshness } from './dataset-freshness.ts';
import { provenStale } from './input-freshness.ts';
import { createMemoryObjectStore, type MemoryObjectStore } from './object-store.memory.ts';
import { upstreamDatasets } from './upstream-datasets.ts';
import { withWorkbench } from './workbench.ts';
import { writeDatasetVersion } from './write-dataset-version.ts';

const named = (text: string): DatasetName => DatasetNameSchema.parse(text);
const PRICES = named('prices');
const FEATURES = named('features');
const MACRO = named('macro');
const EMPTY = named('empty');

let embedded: EmbeddedRegistry;
let data: MemoryObjectStore;
let directory: string;

const contextAt = (now: Instant, token: string): WriteContext => ({
  actor: { kind: 'system', id: 'test' },
  correlationId: 'test',
  token,
  now,
});
const at = (text: string): Instant => InstantSchema.parse(`${text}T12:00:00.000Z`);

beforeAll(async () => {
  embedded = await openEmbeddedRegistry();
  data = createMemoryObjectStore();
  directory = await mkdtemp(join(tmpdir(), 'freshness-'));
  const daily = { every: 'daily', calendar: 'nyse', graceDays: 1 } as const;
  await create(PRICES, { updateFrequency: daily });
  await create(MACRO, { updateFrequency: { every: 'monthly', calendar: 'weekdays', graceDays: 10 } });
  await create(FEATURES, {});
  await create(EMPTY, { updateFrequency: daily });
  // In one write, as history comes: rows of a day are known at its end, but the 7th only on the 10th.
  await commit(PRICES, [
    ['2020-01-02', '2020-01-02'],
    ['2020-01-03', '2020-01-03'],
    ['2020-01-06', '2020-01-06'],
    ['2020-01-07', '2020-01-10'],
  ]);
  await commit(MACRO, [['2019-12-31', '2020-01-10']]);
  await commit(FEATURES, [['2020-01-07', '2020-01-10']], [urn.dataset(PRICES, 1), urn.dataset(MACRO, 1)]);
});
afterAll(async () => {
  await embedded[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

async function create(name: DatasetName, schema: Partial<DatasetSchema>): Promise<void> {
  await embedded.registry.datasets.createDataset(
    { name, description: '', owner: 'test', space: 'team', schema: schemaOf(schema) },
    contextAt(at('2020-02-01'), `${name}/create`),
  );
}

function schemaOf(schema: Partial<DatasetSchema>): DatasetSchema {
  return DatasetSchemaSchema.parse({
    columns: [
      { name: 'event_time', role: 'event_time', type: 'timestamp' },
      { name: 'knowledge_time', role: 'knowledge_time', type: 'timestamp' },
      { name: 'value', role: 'value', type: 'double' },
    ],
    knowledgeGrade: 'observed',
    ...schema,
  });
}

async function commit(name: DatasetName, rows: readonly (readonly [string, string])[], parents: Urn[] = []) {
  const { registry } = embedded;
  const runId = runIdFrom(['commit', name]);
  const now = at('2020-02-03');
  await registry.runs.requestRun(
    { id: runId, kind: 'ingest', cause: { kind: 'person' }, clock: 'live', asOf: now, request: {} },
    contextAt(now, `${runId}/request`),
  );
  await registry.runs.startRun(runId, { inputs: [] }, contextAt(now, `${runId}/start`));
  const { schema } = await registry.datasets.getDataset(name);
  const version = await withWorkbench({ directory }, (bench) =>
    writeDatasetVersion({
      ...bench,
      store: data,
      runId,
      dataset: { name, schema },
      rows: {
        rows: rows.length,
        columns: new Map([
          ['event_time', Float64Array.from(rows, ([event]) => Date.parse(event))],
          ['knowledge_time', Float64Array.from(rows, ([, known]) => Date.parse(`${known}T22:00:00Z`))],
          ['value', new Float64Array(rows.length).fill(1)],
        ]),
      },
      mode: 'append',
      parents,
      knowledgeAsOf: now,
    }),
  );
  await registry.datasets.commitDatasetVersion(version, contextAt(now, `${runId}/commit`));
  await registry.runs.completeRun(runId, {}, contextAt(now, `${runId}/complete`));
}

/** A write that was asked for and failed. */
async function failIngest(name: DatasetName, asked: Instant, failed: Instant) {
  const { runs } = embedded.registry;
  const id = runIdFrom(['failed', name, asked]);
  const uploads = [{ key: 'uploads/aaaaaaaa/rows.csv', sha256: 'a'.repeat(64), bytes: 1, format: 'csv' }];
  const request = { dataset: name, uploads, mode: 'append', knowledgeAsOf: asked };
  await runs.requestRun(
    { id, kind: 'ingest', cause: { kind: 'person' }, clock: 'live', asOf: asked, request },
    contextAt(asked, `${id}/request`),
  );
  const error = { name: 'InvalidInputError', code: 'dataset.wrong_type', message: 'no number' };
  await runs.failRun(id, error, contextAt(failed, `${id}/fail`));
  return id;
}

const freshness = (name: DatasetName, asOf: Instant, depth = 10) =>
  datasetFreshness({ name, asOf, depth }, { registry: embedded.registry, data, scratch: { directory } });

describe('datasetFreshness', () => {
  it('judges by the rows known at the time, all of them written later', async () => {
    const before = await freshness(PRICES, parseAsOf('2020-01-08'));
    const after = await freshness(PRICES, parseAsOf('2020-01-09'));
    const known = await freshness(PRICES, parseAsOf('2020-01-10'));

    expect(before.datasets).toMatchObject([{ status: 'ready', lastEvent: '2020-01-06T00:00:00.000Z' }]);
    expect(after.datasets).toMatchObject([{ status: 'stale', dueBy: '2020-01-08T23:59:59.999Z' }]);
    expect(known.datasets).toMatchObject([{ status: 'stale', lastEvent: '2020-01-07T00:00:00.000Z' }]);
  });

  it('is as stale as what is upstream and names what blocks', async () => {
    expect(await freshness(FEATURES, parseAsOf('2020-02-10'))).toMatchObject({
      status: 'stale',
      blocking: ['prices'],
      datasets: [
        { dataset: 'features', depth: 0, status: 'ready' },
        { dataset: 'macro', depth: 1, status: 'ready' },
        { dataset: 'prices', depth: 1, status: 'stale' },
      ],
    });
    expect(await freshness(FEATURES, parseAsOf('2020-02-10'), 0)).toMatchObject({ status: 'ready', blocking: [] });
    expect((await freshness(FEATURES, parseAsOf('2020-03-31'))).blocking).toEqual(['macro', 'prices']);
  });

  it('is not initialized before the first version', async () => {
    expect(await freshness(EMPTY, parseAsOf('2020-02-10'))).toMatchObject({
      status: 'not_initialized',
      blocking: ['empty'],
    });
  });

  it('is an error when the newest write failed after the last good commit, though it was asked for before it', async () => {
    const runId = await failIngest(MACRO, at('2020-02-04'), at('2020-02-05'));

    expect((await freshness(MACRO, at('2020-02-03'))).status).toBe('ready');
    expect((await freshness(MACRO, at('2020-02-06'))).datasets).toMatchObject([
      { status: 'error', failedRunId: runId, reason: expect.stringContaining('no number') },
    ]);
    expect((await freshness(FEATURES, at('2020-02-06'))).blocking).toEqual(['macro', 'prices']);
  });

  it('fails for a dataset that is not there', async () => {
    await expect(freshness(named('nowhere'), at('2020-02-06'))).rejects.toMatchObject({
      code: 'dataset.not_found',
    });
  });
});

describe('upstreamDatasets', () => {
  it('gives each dataset once, nearest first, down to a depth', async () => {
    const names = async (depth: number) =>
      (await upstreamDatasets([FEATURES, PRICES], depth, embedded.registry)).map(
        ({ dataset, depth: steps }) => `${dataset.name} ${steps}`,
      );

    expect(await names(0)).toEqual(['features 0', 'prices 0']);
    expect(await names(5)).toEqual(['features 0', 'prices 0', 'macro 1']);
  });
});

describe('provenStale', () => {
  const stale = async (asOf: Instant) => {
    const { schema } = await embedded.registry.datasets.getDataset(FEATURES);
    const inputs = [{ name: FEATURES, version: 1, manifestKey: '', schema }];
    return (await provenStale(inputs, asOf, { registry: embedded.registry, data })).map(
      ({ dataset, depth, status }) => `${dataset} ${depth} ${status}`,
    );
  };

  it('names what is stale upstream of an input, whatever its rows are', async () => {
    expect(await stale(parseAsOf('2020-02-10'))).toEqual(['prices 1 stale']);
    expect(await stale(parseAsOf('2020-03-31'))).toEqual(['prices 1 stale', 'macro 1 stale']);
  });

  it('says nothing of what only the rows can tell: on the 9th the newest event known is the 6th, and may be the 7th', async () => {
    expect(await stale(parseAsOf('2020-01-09'))).toEqual(['macro 1 not_initialized']);
  });
});
