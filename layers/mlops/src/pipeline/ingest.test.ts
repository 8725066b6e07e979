import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DatasetName, DatasetNameSchema, type Instant, InstantSchema, type RunId, urn } from '@optaic/mlops/base';
import { numberColumn, openDuckDb, readAsOf } from '@optaic/mlops/data';
import { sha256Hex } from '@optaic/mlops/digest';
import { DatasetSchemaSchema, newRunId, type WriteContext } from '@optaic/mlops/registry';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EmbeddedRegistry, openEmbeddedRegistry } from '../../../../test/support/embedded-registry.ts';
import { commitIngest } from './commit-ingest.ts';
import { convertIngest } from './convert-ingest.ts';
import { localDatasetFiles } from './dataset-files.ts';
import type { IngestRequest } from './ingest-request.ts';
import { createMemoryObjectStore, type MemoryObjectStore } from './object-store.memory.ts';
import { planIngest } from './plan-ingest.ts';
import { validateIngest } from './validate-ingest.ts';
import { writeDatasetVersion } from './write-dataset-version.ts';

const HEADER = 'entity,event_time,knowledge_time,close';
const schema = DatasetSchemaSchema.parse({
  knowledgeGrade: 'observed',
  columns: [
    { name: 'entity', role: 'entity', type: 'string' },
    { name: 'event_time', role: 'event_time', type: 'timestamp' },
    { name: 'knowledge_time', role: 'knowledge_time', type: 'timestamp' },
    { name: 'close', role: 'value', type: 'double' },
  ],
});
const prices: DatasetName = DatasetNameSchema.parse('prices');
const now = (): Instant => InstantSchema.parse('2020-06-01T00:00:00.000Z');
const knowledgeAsOf = now();
const actor = { kind: 'person', id: 'ada' } as const;

let embedded: EmbeddedRegistry;
let data: MemoryObjectStore;
let artifacts: MemoryObjectStore;
let directory: string;
let runs = 0;

beforeEach(async () => {
  embedded = await openEmbeddedRegistry();
  data = createMemoryObjectStore();
  artifacts = createMemoryObjectStore();
  directory = await mkdtemp(join(tmpdir(), 'ingest-test-'));
  await embedded.registry.datasets.createDataset(
    { name: prices, description: 'Closes', owner: 'ada', space: 'team', schema },
    context('create', 'create'),
  );
});
afterEach(async () => {
  await embedded[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

function context(correlationId: string, token: string): WriteContext {
  return { actor, correlationId, token, now: now() };
}

const services = () => ({
  registry: embedded.registry,
  data,
  artifacts,
  environment: { sdk: '0', node: '24', duckdb: '1', onnxruntime: '1', architecture: 'x64' },
  scratch: { directory },
  backOff: async () => undefined,
  now,
});

/** Uploads a CSV and requests the run that takes it in. */
async function request(rows: readonly string[], overrides: Partial<IngestRequest> = {}): Promise<RunId> {
  const runId = newRunId(Date.parse(now()) + runs++, new Uint8Array(10));
  const body = Buffer.from([HEADER, ...rows, ''].join('\n'));
  const key = `uploads/${runId}/prices.csv`;
  await data.writeOnce(key, body);
  const upload = { key, sha256: sha256Hex(body), bytes: body.length, format: 'csv' };
  await embedded.registry.runs.requestRun(
    {
      id: runId,
      kind: 'ingest',
      cause: { kind: 'person' },
      clock: 'live',
      asOf: now(),
      request: {
        dataset: prices,
        uploads: [upload],
        mode: 'append',
        parents: [],
        knowledgeAsOf,
        allowBackfill: false,
        ...overrides,
      },
    },
    context(runId, `${runId}/request`),
  );
  return runId;
}

async function ingest(runId: RunId, times = 1) {
  const twice = async <T>(stage: () => Promise<T>): Promise<T> => {
    for (let time = 1; time < times; time++) await stage();
    return stage();
  };
  const { planKey } = await twice(() => planIngest({ runId }, services()));
  const { reportKey } = await twice(() => validateIngest({ runId, planKey }, services()));
  const { draftKey } = await twice(() => convertIngest({ runId, planKey, reportKey }, services()));
  return twice(() => commitIngest({ runId, planKey, draftKey }, services()));
}

async function closes(version: number, asOf: Instant): Promise<number[]> {
  const { manifestKey } = await embedded.registry.datasets.getDatasetVersion(prices, version);
  const local = await localDatasetFiles({ store: data, name: prices, manifestKey, directory });
  const db = await openDuckDb({ directory });
  const table = await readAsOf(db, { ...local, asOf });
  db.close();
  return [...numberColumn(table, 'close')];
}

const FIRST = ['A,2020-01-02,2020-01-02,1', 'A,2020-01-03,2020-01-03,2'];

describe('ingest', () => {
  it('makes a first version, then one that adds rows and revisions to it', async () => {
    const first = await ingest(await request(FIRST));
    const second = await ingest(await request(['A,2020-01-02,2020-02-01,1.5', 'B,2020-01-02,2020-02-01,7']));

    expect(first).toMatchObject({ version: 1, rows: 2 });
    expect(second).toMatchObject({ version: 2, rows: 4 });
    expect(await closes(1, now())).toEqual([1, 2]);
    expect(await closes(2, InstantSchema.parse('2020-01-31T00:00:00.000Z'))).toEqual([1, 2]);
    expect(await closes(2, now())).toEqual([1.5, 2, 7]);
    expect(await embedded.registry.datasets.getDatasetVersion(prices)).toMatchObject({
      mode: 'append',
      contentDigest: second.contentDigest,
      maxKnowledgeTime: '2020-02-01T00:00:00.000Z',
    });
  });

  it('has the digest of its rows, whether they came at once or one after the other', async () => {
    await ingest(await request(FIRST.slice(0, 1)));
    const appended = await ingest(await request(FIRST.slice(1)));
    const replaced = await ingest(await request(FIRST.toReversed(), { mode: 'replace' }));

    expect(replaced).toMatchObject({ version: 3, rows: 2, contentDigest: appended.contentDigest });
  });

  it('does nothing twice when every stage is run again', async () => {
    const runId = await request(FIRST);
    const result = await ingest(runId, 3);

    expect(result.version).toBe(1);
    expect(await embedded.registry.runs.getRun(runId)).toMatchObject({ status: 'completed', result });
    const { items } = await embedded.registry.activities.listActivitiesByCorrelation(runId);
    expect(items.map(({ action }) => action).toSorted()).toEqual([
      'dataset.version_committed',
      'guardrails.validated',
      'ingest.completed',
      'ingest.requested',
      'ingest.started',
    ]);
  });

  it('refuses rows with the code in the error and the rows in the report, and stores no part', async () => {
    const runId = await request(['A,2020-01-02,2020-01-01,1', ...FIRST]);
    const { planKey } = await planIngest({ runId }, services());

    await expect(validateIngest({ runId, planKey }, services())).rejects.toMatchObject({
      name: 'InvalidInputError',
      code: 'dataset.knowledge_before_event',
    });
    const report = JSON.parse(Buffer.from(await artifacts.read(`runs/${runId}/validate/report.json`)).toString());
    expect(report.issues[0].rows[0]).toMatchObject({ row: 1, values: { entity: 'A' } });
    expect([...data.objects.keys()].filter((key) => key.startsWith('datasets/'))).toEqual([]);
  });

  it('refuses an upload that is not what was announced', async () => {
    const runId = await request(FIRST);
    data.objects.set(`uploads/${runId}/prices.csv`, Buffer.from(`${HEADER}\nA,2020-01-02,2020-01-02,9\n`));
    const { planKey } = await planIngest({ runId }, services());

    await expect(validateIngest({ runId, planKey }, services())).rejects.toMatchObject({
      code: 'upload.digest_mismatch',
    });
  });

  it('marks a backfill in manifest, record and activity, and refuses one that was not asked for', async () => {
    await ingest(await request(FIRST));
    const late = ['A,2019-12-31,2020-01-01,0.5'];
    await expect(ingest(await request(late))).rejects.toMatchObject({ code: 'dataset.rows_before_high_water' });

    const runId = await request(late, { allowBackfill: true });
    const { version } = await ingest(runId);

    const record = await embedded.registry.datasets.getDatasetVersion(prices, version);
    expect(record).toMatchObject({ version: 2, mode: 'backfill', maxKnowledgeTime: '2020-01-03T00:00:00.000Z' });
    expect(JSON.parse(Buffer.from(await data.read(record.manifestKey)).toString())).toMatchObject({ mode: 'backfill' });
    const { items } = await embedded.registry.activities.listActivitiesByCorrelation(runId);
    expect(items.map(({ action }) => action)).toContain('dataset.backfilled');
  });

  /** Takes runs to the point where all but the commit is done, side by side. */
  async function drafted(...runIds: RunId[]) {
    const drafts = [];
    for (const runId of runIds) {
      const { planKey } = await planIngest({ runId }, services());
      const { reportKey } = await validateIngest({ runId, planKey }, services());
      drafts.push({ runId, planKey, ...(await convertIngest({ runId, planKey, reportKey }, services())) });
    }
    return drafts;
  }

  it('lands concurrent commits one on top of the other, with the digest of all rows', async () => {
    const rows = ['A,2020-01-02,2020-01-02,1', 'B,2020-01-02,2020-01-02,2', 'C,2020-01-02,2020-01-02,3'];
    const drafts = await drafted(...(await Promise.all(rows.map((row) => request([row])))));

    const landed = await Promise.all(drafts.map((draft) => commitIngest(draft, services())));
    const again = await Promise.all(drafts.map((draft) => commitIngest(draft, services())));

    expect(again).toEqual(landed);
    expect(landed.map(({ version }) => version).toSorted()).toEqual([1, 2, 3]);
    expect((await closes(3, now())).toSorted()).toEqual([1, 2, 3]);
    const whole = await ingest(await request(rows, { mode: 'replace' }));
    expect(landed.find(({ version }) => version === 3)).toMatchObject({ rows: 3, contentDigest: whole.contentDigest });
  });

  it('refuses the second of two concurrent commits of the same rows', async () => {
    const row = FIRST.slice(0, 1);
    const drafts = await drafted(await request(row), await request(row));
    const [first, second] = drafts;
    if (first === undefined || second === undefined) return expect.fail('two drafts');
    await commitIngest(first, services());

    await expect(commitIngest(second, services())).rejects.toMatchObject({
      name: 'InvalidInputError',
      code: 'dataset.duplicate_key',
    });
    expect((await embedded.registry.datasets.listDatasetVersions(prices)).items).toHaveLength(1);
  });

  it('refuses an append that another commit has made one to history', async () => {
    const [early, late] = await drafted(await request(FIRST), await request(['B,2020-02-01,2020-02-01,1']));
    if (early === undefined || late === undefined) return expect.fail('two drafts');
    await commitIngest(late, services());

    await expect(commitIngest(early, services())).rejects.toMatchObject({ code: 'dataset.rows_before_high_water' });
  });

  it('tells a replacement of the conflict with a version that it has not seen', async () => {
    const [replacement, append] = await drafted(await request(FIRST, { mode: 'replace' }), await request(FIRST));
    if (replacement === undefined || append === undefined) return expect.fail('two drafts');
    await commitIngest(append, services());

    await expect(commitIngest(replacement, services())).rejects.toMatchObject({
      name: 'ConflictError',
      code: 'dataset.version_conflict',
    });
  });

  it('says what a replacement and a backfill did to rows that were known', async () => {
    await ingest(await request([...FIRST, 'B,2020-01-02,2020-01-02,7']));
    const replaced = await request([FIRST[0] ?? '', 'A,2020-01-03,2020-01-03,2.5', 'C,2020-02-01,2020-02-01,1'], {
      mode: 'replace',
    });
    await ingest(replaced);
    const late = await request(['A,2020-01-02,2020-01-10,1.1', 'D,2020-01-02,2020-01-10,1'], { mode: 'backfill' });
    await ingest(late);
    const later = await request(['A,2020-03-02,2020-03-02,1']);
    await ingest(later);

    const { items } = await embedded.registry.datasets.listDatasetVersions(prices);
    expect(items.map(({ rewrites }) => rewrites).toReversed()).toEqual([
      undefined,
      { added: 0, revised: 1, dropped: 1 },
      { added: 1, revised: 1, dropped: 0 },
      undefined,
    ]);
    for (const runId of [replaced, late]) {
      const log = (await embedded.registry.activities.listActivitiesByCorrelation(runId)).items;
      const told = log.find(({ action }) => action === 'dataset.backfilled');
      expect(told?.payload).toHaveProperty('rewrites');
    }
  });

  it('leads from the version to what it was made from', async () => {
    const parent = urn.dataset(DatasetNameSchema.parse('raw_prices'), 3);
    await ingest(await request(FIRST, { parents: [parent] }));

    const trace = await embedded.registry.lineage.traceLineage(urn.dataset(prices, 1), {
      direction: 'upstream',
      depth: 2,
    });

    expect(trace.edges).toContainEqual(expect.objectContaining({ to: parent, kind: 'derived_from' }));
  });
});

describe('localDatasetFiles', () => {
  it('refuses a part whose bytes are not those that were committed', async () => {
    await ingest(await request(FIRST));
    const { manifestKey } = await embedded.registry.datasets.getDatasetVersion(prices);
    const partKey = [...data.objects.keys()].find((key) => key.endsWith('.parquet')) ?? '';
    data.objects.set(partKey, Buffer.from('tampered'));

    const reading = localDatasetFiles({
      store: data,
      name: prices,
      manifestKey,
      directory: join(directory, 'elsewhere'),
    });

    await expect(reading).rejects.toMatchObject({ name: 'IntegrityError', code: 'dataset.part_digest_mismatch' });
  });
});

describe('writeDatasetVersion', () => {
  it('appends rows that a run made, and writes another manifest on another base', async () => {
    await ingest(await request(FIRST));
    const base = await embedded.registry.datasets.getDatasetVersion(prices, 1);
    await ingest(await request(['C,2020-01-02,2020-02-01,3']));
    const newer = await embedded.registry.datasets.getDatasetVersion(prices, 2);
    const time = Float64Array.of(Date.parse('2020-03-02'));
    const rows = {
      rows: 1,
      columns: new Map<string, Float64Array | string[]>([
        ['entity', ['D']],
        ['event_time', time],
        ['knowledge_time', time],
        ['close', Float64Array.of(4)],
      ]),
    };
    const db = await openDuckDb({ directory });
    const runId = newRunId(Date.parse(now()) + runs++, new Uint8Array(10));
    const write = {
      db,
      store: data,
      directory,
      runId,
      dataset: { name: prices, schema },
      rows,
      mode: 'append',
      parents: [],
      knowledgeAsOf,
    } as const;

    const first = await writeDatasetVersion({ ...write, base });
    const again = await writeDatasetVersion({ ...write, base });
    const moved = await writeDatasetVersion({ ...write, base: newer });
    const early = writeDatasetVersion({
      ...write,
      base: newer,
      knowledgeAsOf: InstantSchema.parse('2020-03-01T00:00:00.000Z'),
    });
    await expect(early).rejects.toMatchObject({ code: 'dataset.knowledge_after_write' });
    db.close();

    expect(again).toEqual(first);
    expect(first).toMatchObject({ name: prices, basedOn: 1, rows: 3, mode: 'append', runId });
    expect(moved).toMatchObject({ basedOn: 2, rows: 4 });
    expect(moved.manifestKey).not.toBe(first.manifestKey);
  });
});
