import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DatasetNameSchema,
  DefinitionNameSchema,
  InstanceIdSchema,
  InstantSchema,
  type ModelCategory,
  parseAsOf,
  type RoundProgress,
  type RunId,
  SemanticVersionSchema,
} from '@optaic/mlops/base';
import { sha256Hex } from '@optaic/mlops/digest';
import type { InstanceConfig, Registry, RunRecord, Space, WriteContext } from '@optaic/mlops/registry';
import { InstanceConfigSchema, runIdFrom } from '@optaic/mlops/registry';
import type { DatedFigures } from '@optaic/mlops/tracking';
import { build } from 'esbuild';
import { openEmbeddedRegistry } from '../../../../test/support/embedded-registry.ts';
import { auditTraining } from './audit-training.ts';
import { checkLeaks } from './check-leaks.ts';
import { completeRun } from './complete-run.ts';
import { localDatasetFiles } from './dataset-files.ts';
import { environmentFingerprint } from './environment-fingerprint.ts';
import { evaluateTraining } from './evaluate-training.ts';
import { fitTraining } from './fit-training.ts';
import { guardInference } from './guard-inference.ts';
import { guardTraining } from './guard-training.ts';
import { createMemoryObjectStore, type MemoryObjectStore } from './object-store.memory.ts';
import type { ObjectStore } from './object-store.ts';
import { planInference } from './plan-inference.ts';
import { planTraining } from './plan-training.ts';
import { predictInference } from './predict-inference.ts';
import { prepareTraining } from './prepare-training.ts';
import { promoteTraining } from './promote-training.ts';
import { publishInference } from './publish-inference.ts';
import { registerTraining } from './register-training.ts';
import { commitMarket, MARKET_DATASETS, type MarketOptions } from './test-market.ts';

export const INSTANCE = InstanceIdSchema.parse('Small_Alpha');
export const OUTPUT = DatasetNameSchema.parse('small_predictions');
const DEFINITION = join(import.meta.dirname, '../../../../model-defs/xgb-signal-model/index.ts');
const NOW = InstantSchema.parse('2020-06-01T00:00:00.000Z');

/** Everything that the steps of training and inference need, in memory, on the small market. */
export interface TestPipeline extends AsyncDisposable {
  readonly registry: Registry;
  readonly data: MemoryObjectStore;
  readonly artifacts: MemoryObjectStore;
  readonly rounds: Map<RunId, readonly RoundProgress[]>;
  readonly series: Map<RunId, readonly DatedFigures[]>;
  readonly services: TestServices;
  /** The same services over other stores, as a test wraps them. */
  servicesWith(stores: Pick<TestServices, 'registry' | 'artifacts' | 'data'>): TestServices;
  context(token: string): WriteContext;
  request(kind: 'training' | 'inference', asOf: string, request?: RunRecord['request']): Promise<RunId>;
  /** The stages of a training in the order of its state machine; a blocked one ends before it registers. */
  train(runId: RunId, options?: StageOptions): ReturnType<typeof registerTraining>;
  infer(runId: RunId, options?: StageOptions): ReturnType<typeof publishInference>;
}

export type TestServices = ReturnType<typeof servicesOf>;

export interface StageOptions {
  /** @default the pipeline's own */
  readonly services?: TestServices;
  /** Runs a stage; a test may run it several times. @default once */
  readonly attempt?: Attempt;
}

export type Attempt = <T>(stage: () => Promise<T>) => Promise<T>;

export interface TestPipelineOptions {
  readonly space?: Space;
  readonly config?: Partial<InstanceConfig>;
  /** Its entry point. @default the real one */
  readonly definition?: string;
  /** Of the definition. @default signal */
  readonly category?: ModelCategory;
  /** What the market is like. @default as {@link commitMarket} makes it */
  readonly market?: Pick<MarketOptions, 'entities' | 'garbageAfter' | 'knowledgeGrade' | 'updateFrequency'>;
}

export async function openTestPipeline({
  space = 'team',
  config,
  definition = DEFINITION,
  category = 'signal',
  market = {},
}: TestPipelineOptions = {}): Promise<TestPipeline> {
  const embedded = await openEmbeddedRegistry();
  const directory = await mkdtemp(join(tmpdir(), 'pipeline-'));
  const data = createMemoryObjectStore();
  const artifacts = createMemoryObjectStore();
  const rounds = new Map<RunId, readonly RoundProgress[]>();
  const series = new Map<RunId, readonly DatedFigures[]>();
  const { registry } = embedded;
  const services = servicesOf({ registry, data, artifacts, rounds, series, directory });
  const context = (token: string): WriteContext => ({
    actor: { kind: 'person', id: 'researcher' },
    correlationId: token,
    token,
    now: NOW,
  });
  await commitMarket({
    registry,
    data,
    scratch: { directory },
    now: NOW,
    ...market,
  });
  await createInstance({ registry, artifacts, context, space, config: config ?? {}, entryPoint: definition, category });

  return {
    registry,
    data,
    artifacts,
    rounds,
    series,
    services,
    context,
    request: async (kind, asOf, request = {}) => {
      const id = runIdFrom([kind, asOf, request]);
      await registry.runs.requestRun(
        {
          id,
          kind,
          instanceId: INSTANCE,
          cause: { kind: 'person' },
          clock: 'simulated',
          asOf: parseAsOf(asOf),
          request,
        },
        context(`${id}/request`),
      );
      return id;
    },
    servicesWith: (stores) => servicesOf({ ...stores, rounds, series, directory }),
    train: (runId, options = {}) => train(runId, { services, attempt: once, ...options }),
    infer: (runId, options = {}) => infer(runId, { services, attempt: once, ...options }),
    [Symbol.asyncDispose]: async () => {
      await embedded[Symbol.asyncDispose]();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

const once: Attempt = (stage) => stage();

interface Stores {
  readonly registry: Registry;
  readonly data: ObjectStore;
  readonly artifacts: ObjectStore;
  readonly rounds: Map<RunId, readonly RoundProgress[]>;
  readonly series: Map<RunId, readonly DatedFigures[]>;
  readonly directory: string;
}

function servicesOf({ registry, data, artifacts, rounds, series, directory }: Stores) {
  return {
    registry,
    data,
    artifacts,
    environment: environmentFingerprint({ node: '24.0.0', architecture: 'x64' }),
    now: () => NOW,
    log: { info: () => undefined },
    scratch: { directory },
    datasetFiles: ({ name, manifestKey }: { name: string; manifestKey: string }) =>
      localDatasetFiles({ store: data, name, manifestKey, directory: join(directory, 'datasets') }),
    recordRounds: async (runId: RunId, progress: readonly RoundProgress[]) => {
      rounds.set(runId, progress);
    },
    recordMetrics: async (runId: RunId, _metrics: Readonly<Record<string, number>>, dates: readonly DatedFigures[]) => {
      series.set(runId, dates);
    },
  };
}

async function train(runId: RunId, { services, attempt }: Required<StageOptions>) {
  const { planKey } = await attempt(() => planTraining({ runId }, services));
  const stage = { runId, planKey };
  const { summaryKey } = await attempt(() => prepareTraining(stage, services));
  const { fitKey } = await attempt(() => fitTraining({ ...stage, summaryKey }, services));
  const evaluation = await attempt(() => evaluateTraining({ ...stage, summaryKey, fitKey }, services));
  const { evaluationKey } = evaluation;
  const { leaksKey } = await attempt(() => checkLeaks({ ...stage, summaryKey, fitKey }, services));
  const { certificateKey } = await attempt(() => auditTraining({ ...stage, summaryKey, fitKey }, services));
  const evidence = { summaryKey, evaluationKey, leaksKey, certificateKey };
  const guard = await attempt(() => guardTraining({ ...stage, ...evidence }, services));
  if (guard.verdict === 'blocked') throw new Error(guard.reason);
  const { reportKey } = guard;
  const judged = { ...stage, summaryKey, fitKey, ...evaluation, certificateKey, reportKey };
  const registered = await attempt(() => registerTraining(judged, services));
  const { modelVersion, promotesItself, result } = registered;
  if (promotesItself) await attempt(() => promoteTraining({ ...stage, modelVersion }, services));
  await attempt(() => completeRun({ runId, result }, services));
  return registered;
}

async function infer(runId: RunId, { services, attempt }: Required<StageOptions>) {
  const { planKey, batches } = await attempt(() => planInference({ runId }, services));
  const stage = { runId, planKey };
  const summaryKeys: string[] = [];
  for (const batch of batches) {
    const { summaryKey } = await attempt(() => predictInference({ ...stage, batch }, services));
    summaryKeys.push(summaryKey);
  }
  const { verdict, reason } = await attempt(() => guardInference({ ...stage, summaryKeys }, services));
  if (verdict === 'blocked') throw new Error(reason);
  const published = await attempt(() => publishInference({ ...stage, summaryKeys }, services));
  await attempt(() => completeRun({ runId, result: published.result }, services));
  return published;
}

async function createInstance(options: {
  registry: Registry;
  artifacts: MemoryObjectStore;
  context: (token: string) => WriteContext;
  space: Space;
  config: Partial<InstanceConfig>;
  entryPoint: string;
  category: ModelCategory;
}): Promise<void> {
  const { registry, artifacts, context, space, config, entryPoint, category } = options;
  const bundle = await bundleDefinition(entryPoint);
  const definition = {
    name: DefinitionNameSchema.parse('xgb-signal-model'),
    version: SemanticVersionSchema.parse('1.0.0'),
    digest: sha256Hex(bundle),
  };
  const bundleKey = `definitions/${definition.name}/${definition.version}/${definition.digest}.js`;
  await artifacts.writeOnce(bundleKey, bundle);
  await registry.definitions.registerDefinition(
    {
      ...definition,
      category,
      bundleKey,
      evaluationRunId: runIdFrom('evaluation'),
      usable: true,
      problems: [],
    },
    context('register'),
  );
  await registry.instances.createInstance(
    {
      id: INSTANCE,
      name: 'Small alpha',
      description: 'for tests',
      owner: 'researcher',
      space,
      definition,
      trainingDatasets: [MARKET_DATASETS.features],
      inferenceDatasets: [MARKET_DATASETS.features],
      labelDataset: MARKET_DATASETS.labels,
      outputDataset: OUTPUT,
      universe: MARKET_DATASETS.universe,
      config: {
        ...InstanceConfigSchema.parse({
          targetColumn: 'forward_return',
          trainWindow: 150,
          hyperparameters: { num_boost_round: 5, max_depth: 2 },
        }),
        ...config,
      },
      schedules: [],
    },
    context('create-instance'),
  );
}

const bundles = new Map<string, Promise<Uint8Array>>();

/** A definition, bundled once a process as infra/build.ts does. */
function bundleDefinition(entryPoint: string): Promise<Uint8Array> {
  const bundled = bundles.get(entryPoint) ?? buildBundle(entryPoint);
  bundles.set(entryPoint, bundled);
  return bundled;
}

function buildBundle(entryPoint: string): Promise<Uint8Array> {
  return build({
    entryPoints: [entryPoint],
    bundle: true,
    platform: 'neutral',
    mainFields: ['module', 'main'],
    target: 'es2024',
    format: 'iife',
    globalName: '__definition',
    write: false,
  }).then(({ outputFiles }) => outputFiles[0].contents);
}
