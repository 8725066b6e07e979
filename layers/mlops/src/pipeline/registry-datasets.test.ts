import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatasetNameSchema, InstantSchema } from '@optaic/mlops/base';
import {
  type ColumnarTable,
  type Datasets,
  type DuckDb,
  numberColumn,
  openDatasets,
  openDuckDb,
} from '@optaic/mlops/data';
import { DatasetSchemaSchema, newRunId } from '@optaic/mlops/registry';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EmbeddedRegistry, openEmbeddedRegistry } from '../../../../test/support/embedded-registry.ts';
import { createMemoryObjectStore } from './object-store.memory.ts';
import { registryDatasets } from './registry-datasets.ts';

const schema = DatasetSchemaSchema.parse({
  knowledgeGrade: 'observed',
  columns: [
    { name: 'entity', role: 'entity', type: 'string' },
    { name: 'event_time', role: 'event_time', type: 'timestamp' },
    { name: 'knowledge_time', role: 'knowledge_time', type: 'timestamp' },
    { name: 'close', role: 'value', type: 'double' },
  ],
});
const prices = DatasetNameSchema.parse('prices');
const now = InstantSchema.parse('2020-06-01T00:00:00.000Z');
const environment = { sdk: '0', node: '24', duckdb: '1', onnxruntime: '1', architecture: 'x64' };
const actor = { kind: 'person', id: 'ada' } as const;

let embedded: EmbeddedRegistry;
let directory: string;
let db: DuckDb;
const data = createMemoryObjectStore();

beforeEach(async () => {
  embedded = await openEmbeddedRegistry();
  directory = await mkdtemp(join(tmpdir(), 'registry-datasets-'));
  db = await openDuckDb({ directory });
  await embedded.registry.datasets.createDataset(
    { name: prices, description: 'Closes', owner: 'ada', space: 'team', schema },
    { actor, correlationId: 'create', token: 'create', now },
  );
});
afterEach(async () => {
  db.close();
  await embedded[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

function table(day: string, close: number): ColumnarTable {
  return {
    rows: 1,
    columns: new Map<string, Float64Array | readonly string[]>([
      ['entity', ['A']],
      ['event_time', Float64Array.of(Date.parse(day))],
      ['knowledge_time', Float64Array.of(Date.parse(day))],
      ['close', Float64Array.of(close)],
    ]),
  };
}

/** Datasets as one running run sees and writes them. */
async function datasetsOfRun(ordinal: number): Promise<Datasets> {
  const runId = newRunId(Date.parse(now) + ordinal, new Uint8Array(10));
  const context = (token: string) => ({ actor, correlationId: runId, token: `${runId}/${token}`, now });
  const { runs } = embedded.registry;
  await runs.requestRun(
    { id: runId, kind: 'ingest', cause: { kind: 'person' }, clock: 'live', asOf: now, request: {} },
    context('request'),
  );
  await runs.startRun(runId, { inputs: [], environment }, context('start'));
  const store = registryDatasets({
    db,
    registry: embedded.registry,
    data,
    directory,
    writer: { runId, context: (name) => context(`write/${name}`) },
  });
  return openDatasets({ db, store });
}

describe('registryDatasets', () => {
  it('commits versions through the registry and reads any of them as of a time', async () => {
    const write = async (ordinal: number, day: string, close: number) =>
      (await datasetsOfRun(ordinal)).writeDataset({ name: 'prices', rows: table(day, close), knowledgeAsOf: day });
    await write(1, '2020-03-02', 10);
    const second = await write(2, '2020-03-03', 11);
    const datasets = await datasetsOfRun(3);

    expect(second).toEqual({ name: 'prices', version: 2 });
    expect((await embedded.registry.datasets.getDatasetVersion(prices)).rows).toBe(2);
    expect([...numberColumn(await datasets.loadDataset('prices', { asOf: '2020-03-03' }), 'close')]).toEqual([10, 11]);
    expect((await datasets.loadDataset('prices@1', { asOf: '2020-03-03' })).rows).toBe(1);
  });

  it('commits a repeated write of a run once', async () => {
    const rows = table('2020-03-02', 10);
    const again = { name: 'prices', rows, knowledgeAsOf: '2020-03-02', mode: 'replace' as const };

    const datasets = await datasetsOfRun(1);

    const first = await datasets.writeDataset(again);
    const repeated = await datasets.writeDataset(again);

    expect(repeated).toEqual(first);
    expect((await embedded.registry.datasets.getDataset(prices)).latestVersion).toBe(1);
  });

  it('fails on a dataset that nobody created, and on another schema', async () => {
    const datasets = await datasetsOfRun(1);
    const rows = table('2020-03-02', 10);
    const other = { ...schema, knowledgeGrade: 'assumed' as const };

    await expect(datasets.writeDataset({ name: 'returns', rows, knowledgeAsOf: '2020-03-02' })).rejects.toMatchObject({
      code: 'dataset.not_found',
    });
    await expect(
      datasets.writeDataset({ name: 'prices', rows, schema: other, knowledgeAsOf: '2020-03-02' }),
    ).rejects.toMatchObject({ code: 'dataset.schema_changed' });
    await expect(datasets.loadDataset('prices', { asOf: '2020-03-02' })).rejects.toMatchObject({
      code: 'dataset.version_not_found',
    });
  });
});
