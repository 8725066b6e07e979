import {
  createRandom,
  type DatasetName,
  DatasetNameSchema,
  type Instant,
  InstantSchema,
  type RunId,
} from '@optaic/mlops/base';
import type { ColumnarTable } from '@optaic/mlops/data';
import type { DatasetSchema, KnowledgeGrade, Registry, UpdateFrequency, WriteContext } from '@optaic/mlops/registry';
import { runIdFrom } from '@optaic/mlops/registry';
import type { ObjectStore } from './object-store.ts';
import { type Scratch, withWorkbench } from './workbench.ts';
import { writeDatasetVersion } from './write-dataset-version.ts';

/** A small generated market for tests of whole pipelines: weekdays from 2018-01-01, names E00 … */
export const MARKET = { entities: 12, days: 260, horizonDays: 5, features: ['momentum', 'volatility'] } as const;

export const MARKET_DATASETS = {
  features: DatasetNameSchema.parse('small_features'),
  labels: DatasetNameSchema.parse('small_returns'),
  universe: DatasetNameSchema.parse('small_universe'),
};

const DAY_MS = 86_400_000;
const CLOSE_MS = 21 * 3_600_000;

/** The market's trading days, in milliseconds since the epoch. */
export function marketDays(count: number = MARKET.days): number[] {
  const days: number[] = [];
  for (let time = Date.parse('2018-01-01'); days.length < count; time += DAY_MS) {
    const weekday = new Date(time).getUTCDay();
    if (weekday !== 0 && weekday !== 6) days.push(time);
  }
  return days;
}

export interface MarketOptions {
  readonly registry: Registry;
  readonly data: ObjectStore;
  readonly scratch: Scratch;
  readonly now: Instant;
  /** Changes the rows known after this time, to show that nothing looks ahead. */
  readonly garbageAfter?: Instant;
  /** Of all three datasets. @default assumed */
  readonly knowledgeGrade?: KnowledgeGrade;
  /** Of features and labels; the universe has one day only. @default none */
  readonly updateFrequency?: UpdateFrequency;
  /** Names in the market. @default 12 */
  readonly entities?: number;
}

/** Commits features, labels and universe as version 1 of three datasets. */
export async function commitMarket(options: MarketOptions): Promise<void> {
  const { entities = MARKET.entities } = options;
  const days = marketDays();
  const random = createRandom(11);
  const noise = () => random() + random() + random() - 1.5;
  const columns = { momentum: [] as number[], volatility: [] as number[], label: [] as number[] };
  const entity: string[] = [];
  const eventTime: number[] = [];
  for (const day of days) {
    for (let name = 0; name < entities; name++) {
      entity.push(`E${String(name).padStart(2, '0')}`);
      eventTime.push(day);
      const momentum = noise();
      columns.momentum.push(momentum);
      columns.volatility.push(Math.abs(noise()));
      columns.label.push(0.01 * momentum + 0.05 * noise());
    }
  }
  const knownAtClose = eventTime.map((time) => time + CLOSE_MS);
  const knownLater = eventTime.map((time) => {
    const index = days.indexOf(time) + MARKET.horizonDays + 1;
    return (days[index] ?? time + 9 * DAY_MS) + CLOSE_MS;
  });

  await commitDataset(
    options,
    MARKET_DATASETS.features,
    { entity, eventTime, knowledgeTime: knownAtClose },
    {
      momentum: columns.momentum,
      volatility: columns.volatility,
    },
  );
  await commitDataset(
    options,
    MARKET_DATASETS.labels,
    { entity, eventTime, knowledgeTime: knownLater },
    {
      forward_return: columns.label,
    },
  );
  const members = entity.slice(0, entities);
  await commitDataset(
    options,
    MARKET_DATASETS.universe,
    {
      entity: members,
      eventTime: members.map(() => days[0] ?? 0),
      knowledgeTime: members.map(() => (days[0] ?? 0) + 1),
    },
    { member: members.map(() => 1) },
  );
}

interface Keys {
  readonly entity: readonly string[];
  readonly eventTime: readonly number[];
  readonly knowledgeTime: readonly number[];
}

async function commitDataset(
  options: MarketOptions,
  name: DatasetName,
  keys: Keys,
  values: Readonly<Record<string, readonly number[]>>,
): Promise<void> {
  const { registry, data, scratch, now, garbageAfter } = options;
  const runId = runIdFrom(['test-market', name]);
  const context = (step: string): WriteContext => ({
    actor: { kind: 'system', id: 'test' },
    correlationId: runId,
    token: `${runId}/${step}`,
    now,
  });
  const schema = schemaOf(name, Object.keys(values), options);
  const after = garbageAfter === undefined ? Number.POSITIVE_INFINITY : Date.parse(garbageAfter);
  const rows: ColumnarTable = {
    rows: keys.entity.length,
    columns: new Map<string, Float64Array | readonly string[]>([
      ['entity', keys.entity],
      ['event_time', Float64Array.from(keys.eventTime)],
      ['knowledge_time', Float64Array.from(keys.knowledgeTime)],
      ...Object.entries(values).map(
        ([column, numbers]) =>
          [
            column,
            Float64Array.from(numbers, (value, row) => ((keys.knowledgeTime[row] ?? 0) > after ? 12_345 : value)),
          ] as const,
      ),
    ]),
  };
  await registry.datasets.createDataset(
    { name, description: 'generated', owner: 'test', space: 'team', schema },
    context('create'),
  );
  await startRun(registry, runId, now, context);
  const version = await withWorkbench(scratch, (bench) =>
    writeDatasetVersion({
      ...bench,
      store: data,
      runId,
      dataset: { name, schema },
      rows,
      mode: 'append',
      parents: [],
      knowledgeAsOf: InstantSchema.parse('2030-01-01T00:00:00.000Z'),
    }),
  );
  await registry.datasets.commitDatasetVersion(version, context('commit'));
}

async function startRun(
  registry: Registry,
  runId: RunId,
  now: Instant,
  context: (step: string) => WriteContext,
): Promise<void> {
  await registry.runs.requestRun(
    { id: runId, kind: 'ingest', cause: { kind: 'person' }, clock: 'simulated', asOf: now, request: {} },
    context('request'),
  );
  await registry.runs.startRun(runId, { inputs: [] }, context('start'));
}

function schemaOf(
  name: DatasetName,
  values: readonly string[],
  { knowledgeGrade = 'assumed', updateFrequency }: MarketOptions,
): DatasetSchema {
  return {
    columns: [
      { name: 'entity', role: 'entity', type: 'string', nullable: false },
      { name: 'event_time', role: 'event_time', type: 'timestamp', nullable: false },
      { name: 'knowledge_time', role: 'knowledge_time', type: 'timestamp', nullable: false },
      ...values.map((name) => ({ name, role: 'value' as const, type: 'double' as const, nullable: false })),
    ],
    knowledgeGrade,
    scheduled: false,
    ...(updateFrequency === undefined || name === MARKET_DATASETS.universe ? {} : { updateFrequency }),
  };
}
