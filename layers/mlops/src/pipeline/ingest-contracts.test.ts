import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DatasetName, DatasetNameSchema, type Instant, InstantSchema, type RunId, urn } from '@optaic/mlops/base';
import { sha256Hex } from '@optaic/mlops/digest';
import { GuardrailReportSchema } from '@optaic/mlops/guardrails';
import {
  type DatasetContracts,
  DatasetSchemaSchema,
  newRunId,
  type Space,
  type WriteContext,
} from '@optaic/mlops/registry';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EmbeddedRegistry, openEmbeddedRegistry } from '../../../../test/support/embedded-registry.ts';
import { commitIngest } from './commit-ingest.ts';
import { convertIngest } from './convert-ingest.ts';
import type { IngestRequest } from './ingest-request.ts';
import { createMemoryObjectStore, type MemoryObjectStore } from './object-store.memory.ts';
import { planIngest } from './plan-ingest.ts';
import { validateIngest } from './validate-ingest.ts';

const PRICES = DatasetNameSchema.parse('prices');
const MEMBERS = DatasetNameSchema.parse('members');
const now = (): Instant => InstantSchema.parse('2020-06-01T00:00:00.000Z');
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
  directory = await mkdtemp(join(tmpdir(), 'ingest-contracts-'));
});
afterEach(async () => {
  await embedded[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

const context = (token: string): WriteContext => ({ actor, correlationId: token, token, now: now() });

async function create(name: DatasetName, value: string, options: { space?: Space; contracts?: DatasetContracts } = {}) {
  const { space = 'team', contracts } = options;
  const schema = DatasetSchemaSchema.parse({
    knowledgeGrade: 'observed',
    columns: [
      { name: 'entity', role: 'entity', type: 'string' },
      { name: 'event_time', role: 'event_time', type: 'timestamp' },
      { name: 'knowledge_time', role: 'knowledge_time', type: 'timestamp' },
      { name: value, role: 'value', type: 'double', nullable: true },
    ],
    contracts,
  });
  await embedded.registry.datasets.createDataset(
    { name, description: name, owner: 'ada', space, schema },
    context(`create/${name}`),
  );
}

/** Uploads rows, `entity,day,value`, known on their day unless a fourth field says otherwise, and takes them in. */
async function ingest(dataset: DatasetName, rows: readonly string[], overrides: Partial<IngestRequest> = {}) {
  const runId = newRunId(Date.parse(now()) + runs++, new Uint8Array(10));
  const value = dataset === MEMBERS ? 'member' : 'close';
  const lines = rows.map((row) => {
    const [entity, day, number, known = day] = row.split(',');
    return `${entity},${day},${known},${number}`;
  });
  const body = Buffer.from([`entity,event_time,knowledge_time,${value}`, ...lines, ''].join('\n'));
  const key = `uploads/${runId}/rows.csv`;
  await data.writeOnce(key, body);
  const uploads = [{ key, sha256: sha256Hex(body), bytes: body.length, format: 'csv' }];
  await embedded.registry.runs.requestRun(
    {
      id: runId,
      kind: 'ingest',
      cause: { kind: 'person' },
      clock: 'live',
      asOf: now(),
      request: {
        dataset,
        uploads,
        mode: 'append',
        parents: [],
        knowledgeAsOf: now(),
        allowBackfill: false,
        ...overrides,
      },
    },
    context(`${runId}/request`),
  );
  const services = {
    registry: embedded.registry,
    data,
    artifacts,
    environment: { sdk: '0', node: '24', duckdb: '1', onnxruntime: '1', architecture: 'x64' },
    scratch: { directory },
    backOff: async () => undefined,
    now,
  };
  const { planKey } = await planIngest({ runId }, services);
  const committed = async () => {
    const { reportKey } = await validateIngest({ runId, planKey }, services);
    const { draftKey } = await convertIngest({ runId, planKey, reportKey }, services);
    return commitIngest({ runId, planKey, draftKey }, services);
  };
  return { runId, committed: committed() };
}

const reportOf = (runId: RunId) => artifacts.readJson(`runs/${runId}/guard/report.json`, GuardrailReportSchema);
const actionsOf = async (runId: RunId) =>
  (await embedded.registry.activities.listActivitiesOf(urn.run(runId))).items.map(({ action }) => action);

const RANGE: DatasetContracts = { ranges: { close: { minimum: 0 } }, missing: { maximumShare: 0.4 } };

describe('contracts of a dataset at a write', () => {
  it('passes a write that keeps them, with everything that was checked in the report', async () => {
    await create(PRICES, 'close', { contracts: RANGE });

    const { runId, committed } = await ingest(PRICES, ['A,2020-01-02,1', 'B,2020-01-02,0']);

    expect((await committed).guardrails).toEqual({
      verdict: 'passed',
      reportKey: `runs/${runId}/guard/report.json`,
      findings: [],
    });
    expect((await reportOf(runId)).contracts).toEqual([
      'dataset.schema',
      'dataset.pit',
      'dataset.backfill',
      'dataset.quality',
    ]);
  });

  it('warns in a team space: the version stands, and its run says which rows break what', async () => {
    await create(PRICES, 'close', { contracts: RANGE });

    const { runId, committed } = await ingest(PRICES, ['A,2020-01-02,-1', 'B,2020-01-02,']);

    expect((await committed).version).toBe(1);
    expect((await embedded.registry.runs.getRun(runId)).result).toMatchObject({
      guardrails: {
        verdict: 'warned',
        findings: [
          'dataset.quality: 1 of 2 values of "close" are missing, more than 0.4',
          'dataset.quality: 1 values of "close" are outside [0, infinity]; they go from -1 to -1',
        ],
      },
    });
    expect((await reportOf(runId)).issues.map(({ examples, value, limit }) => [examples[0], value, limit])).toEqual([
      [
        'file 1, row 2: entity B, event_time 2020-01-02 00:00:00, knowledge_time 2020-01-02 00:00:00, close (missing)',
        0.5,
        0.4,
      ],
      [
        'file 1, row 1: entity A, event_time 2020-01-02 00:00:00, knowledge_time 2020-01-02 00:00:00, close -1.0',
        -1,
        '[0, infinity]',
      ],
    ]);
    expect(await actionsOf(runId)).toContain('guardrails.validated');
  });

  it('blocks in an official space: nothing is stored, and the block is told', async () => {
    await create(PRICES, 'close', { contracts: RANGE, space: 'official' });

    const { runId, committed } = await ingest(PRICES, ['A,2020-01-02,-1']);

    await expect(committed).rejects.toMatchObject({
      name: 'InvalidInputError',
      code: 'guardrails.blocked',
      message: expect.stringContaining('1 values of "close" are outside [0, infinity]'),
    });
    expect((await embedded.registry.datasets.getDataset(PRICES)).latestVersion).toBe(0);
    expect([...data.objects.keys()].filter((key) => key.startsWith('datasets/'))).toEqual([]);
    expect(await actionsOf(runId)).toContain('guardrails.blocked');
  });

  it('reports a refused write by its contracts too, and keeps the code of the refusal', async () => {
    await create(PRICES, 'close');

    const { runId, committed } = await ingest(PRICES, ['A,2020-01-02,1,2020-01-01', 'B,2020-01-02,1']);

    await expect(committed).rejects.toMatchObject({ code: 'dataset.knowledge_before_event' });
    const report = await reportOf(runId);
    expect(report.verdict).toBe('blocked');
    expect(report.issues).toMatchObject([
      { contract: 'dataset.pit', code: 'dataset.knowledge_before_event', rows: 1, severity: 'error' },
    ]);
    expect(report.issues[0]?.examples[0]).toMatch(/^file 1, row 1: entity A, /);
    expect(await actionsOf(runId)).toContain('guardrails.blocked');
  });

  it('warns of a backfill in every space, row by row', async () => {
    await create(PRICES, 'close', { space: 'official' });
    await (await ingest(PRICES, ['A,2020-01-03,1'])).committed;

    const { runId, committed } = await ingest(PRICES, ['A,2020-01-02,1', 'A,2020-01-06,1'], { mode: 'backfill' });

    expect((await committed).guardrails.verdict).toBe('warned');
    expect((await reportOf(runId)).issues).toMatchObject([
      {
        contract: 'dataset.backfill',
        severity: 'warning',
        rows: 1,
        examples: ['file 1, row 1: entity A, event_time 2020-01-02 00:00:00, knowledge_time 2020-01-02 00:00:00'],
      },
    ]);
  });
});

describe('coverage at a write', () => {
  const contracts: DatasetContracts = { coverage: { universe: MEMBERS, minimumShare: 0.6 } };

  it('judges the days of the write by the members as of then, and says that they are survivors only', async () => {
    await create(MEMBERS, 'member');
    await create(PRICES, 'close', { contracts });
    await (await ingest(MEMBERS, ['A,2020-01-01,1', 'B,2020-01-01,1', 'C,2020-01-03,1'])).committed;

    const { runId, committed } = await ingest(PRICES, ['A,2020-01-02,1', 'B,2020-01-02,1', 'A,2020-01-03,1']);

    expect((await committed).guardrails.verdict).toBe('warned');
    const { issues, notes } = await reportOf(runId);
    expect(issues).toMatchObject([
      { contract: 'dataset.coverage', rows: 2, limit: 0.6, examples: ['2020-01-03: 1 of 3, without B, C'] },
    ]);
    expect(notes).toEqual([expect.stringMatching(/^survivors only: none of the 3 entities of universe "members"/)]);
    expect((await embedded.registry.runs.getRun(runId)).inputs).toEqual([{ name: MEMBERS, version: 1 }]);
  });

  it('judges a revision of one row with the rows that stand beside it', async () => {
    await create(MEMBERS, 'member');
    await create(PRICES, 'close', { contracts });
    await (await ingest(MEMBERS, ['A,2020-01-01,1', 'B,2020-01-01,1'])).committed;
    await (await ingest(PRICES, ['A,2020-01-02,1', 'B,2020-01-02,1'])).committed;

    const { committed } = await ingest(PRICES, ['A,2020-01-02,2,2020-01-05']);

    expect((await committed).guardrails).toMatchObject({ verdict: 'passed', findings: [] });
  });

  it('finds that a universe without a version cannot be covered', async () => {
    await create(PRICES, 'close', { contracts });

    const { committed } = await ingest(PRICES, ['A,2020-01-02,1']);

    expect((await committed).guardrails.findings).toEqual([
      'dataset.coverage: universe "members" has no version yet, so that its coverage cannot be judged; upload it first',
    ]);
  });
});
