import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type CalendarDate,
  CalendarDateSchema,
  DatasetNameSchema,
  DefinitionNameSchema,
  endOfDay,
  InstanceIdSchema,
  InstantSchema,
  type Panel,
  type RunId,
  SemanticVersionSchema,
} from '@optaic/mlops/base';
import { openDuckDb } from '@optaic/mlops/data';
import { sha256Hex } from '@optaic/mlops/digest';
import { calibrateDriftBaseline, DriftBaselineSchema } from '@optaic/mlops/monitoring';
import {
  type Column,
  DatasetSchemaSchema,
  InstanceConfigSchema,
  runIdFrom,
  type UpdateFrequency,
  type WriteContext,
} from '@optaic/mlops/registry';
import { openEmbeddedRegistry } from '../../../../test/support/embedded-registry.ts';
import { localDatasetFiles } from './dataset-files.ts';
import { createMemoryObjectStore } from './object-store.memory.ts';
import type { PlannedDataset } from './planned-dataset.ts';
import { bundleOf, DEFINITION_SOURCE } from './test-definition.ts';
import { writeDatasetVersion } from './write-dataset-version.ts';

export const DAY_MILLISECONDS = 86_400_000;
export const FIRST_DAY = Date.parse('2020-01-01T00:00:00.000Z');
export const INSTANCE = InstanceIdSchema.parse('alpha');

const ENVIRONMENT = { sdk: '0', node: '24', duckdb: '0', onnxruntime: '0', architecture: 'x64' };
const NOW = InstantSchema.parse('2021-01-01T00:00:00.000Z');

const RULES = `definition.monitoring.alertRules = [{ name: 'dataset_drift', metric: 'drift_share', comparison: 'gte',
  limit: 0.5, severity: 'critical', action: 'retrain', cooldownDays: 60 }];`;

/** Day 1 is 2020-01-01; every day is a trading day. */
export function dayOf(day: number): CalendarDate {
  return CalendarDateSchema.parse(new Date(FIRST_DAY + (day - 1) * DAY_MILLISECONDS).toISOString().slice(0, 10));
}

/** Rows of a dataset with an entity, by columns. */
export interface Rows {
  readonly entity: string[];
  readonly eventTime: Float64Array;
  readonly knowledgeTime: Float64Array;
  readonly values: ReadonlyMap<string, Float64Array>;
}

interface CommitOptions {
  /** @default 0, the first version */
  readonly basedOn?: number;
  /** @default none: nothing is due */
  readonly updateFrequency?: UpdateFrequency;
}

/** A registry on the embedded DynamoDB, stores in memory, and what a test needs to fill them. */
export async function openServices() {
  const embedded = await openEmbeddedRegistry();
  const { registry } = embedded;
  const directory = await mkdtemp(join(tmpdir(), 'monitoring-'));
  const [artifacts, data] = [createMemoryObjectStore(), createMemoryObjectStore()];
  const write = (token: string): WriteContext => ({
    actor: { kind: 'system', id: 'test' },
    correlationId: token,
    token,
    now: NOW,
  });
  const startedRun = async (kind: 'ingest' | 'training' | 'inference', purpose: string, day: number) => {
    const id = runIdFrom(purpose);
    const run = {
      id,
      kind,
      cause: { kind: 'person' },
      clock: 'simulated',
      asOf: endOfDay(dayOf(day)),
      request: {},
    } as const;
    await registry.runs.requestRun(kind === 'ingest' ? run : { ...run, instanceId: INSTANCE }, write(`${id}/request`));
    await registry.runs.startRun(id, { inputs: [] }, write(`${id}/plan`));
    return id;
  };

  const commit = async (
    dataset: string,
    columns: readonly string[],
    rows: Rows,
    { basedOn = 0, updateFrequency }: CommitOptions = {},
  ): Promise<void> => {
    const name = DatasetNameSchema.parse(dataset);
    const schema = DatasetSchemaSchema.parse({
      columns: [
        { name: 'entity', role: 'entity', type: 'string' },
        { name: 'event_time', role: 'event_time', type: 'timestamp' },
        { name: 'knowledge_time', role: 'knowledge_time', type: 'timestamp' },
        ...columns.map((column): Column => ({ name: column, role: 'value', type: 'double', nullable: false })),
      ],
      knowledgeGrade: 'assumed',
      updateFrequency,
    });
    if (basedOn === 0) {
      await registry.datasets.createDataset(
        { name, description: '', owner: 'test', space: 'team', schema },
        write(`create/${name}`),
      );
    }
    const runId = await startedRun('ingest', `${name} ${basedOn}`, 100);
    const base = basedOn === 0 ? undefined : await registry.datasets.getDatasetVersion(name);
    const db = await openDuckDb({ directory });
    const version = await writeDatasetVersion({
      db,
      store: data,
      directory,
      runId,
      dataset: { name, schema },
      base,
      rows: {
        rows: rows.entity.length,
        columns: new Map<string, string[] | Float64Array>([
          ['entity', rows.entity],
          ['event_time', rows.eventTime],
          ['knowledge_time', rows.knowledgeTime],
          ...rows.values,
        ]),
      },
      mode: 'append',
      parents: [],
      knowledgeAsOf: NOW,
    });
    db.close();
    await registry.datasets.commitDatasetVersion(version, write(`${runId}/commit`));
  };

  const registerVersion = async (training: Panel): Promise<void> => {
    const bundle = bundleOf(`${DEFINITION_SOURCE}\n${RULES}`);
    const digest = sha256Hex(bundle);
    const definition = {
      name: DefinitionNameSchema.parse('mean-model'),
      version: SemanticVersionSchema.parse('1.0.0'),
      digest,
    };
    const bundleKey = `definitions/mean-model/1.0.0/${digest}.js`;
    await artifacts.writeOnce(bundleKey, bundle);
    await registry.definitions.registerDefinition(
      {
        ...definition,
        category: 'signal',
        bundleKey,
        evaluationRunId: runIdFrom('evaluation'),
        usable: true,
        problems: [],
      },
      write('definition'),
    );
    const dataset = (name: string) => DatasetNameSchema.parse(name);
    await registry.instances.createInstance(
      {
        id: INSTANCE,
        name: 'Alpha',
        description: '',
        owner: 'test',
        space: 'team',
        definition,
        trainingDatasets: [dataset('features')],
        labelDataset: dataset('outcomes'),
        inferenceDatasets: [dataset('features')],
        outputDataset: dataset('predictions'),
        universe: dataset('universe'),
        config: InstanceConfigSchema.parse({ targetColumn: 'forward_return', featureLag: 0 }),
        schedules: [],
      },
      write('instance'),
    );
    const runId = await startedRun('training', 'training', 40);
    const baselineKey = `runs/${runId}/evaluate/baseline.json`;
    const monitor = { statistic: 'wasserstein_normed', limitQuantile: 0.99, windowDays: 5, driftShare: 0.5 } as const;
    await artifacts.writeJsonOnce(baselineKey, calibrateDriftBaseline(training, monitor, 7), DriftBaselineSchema);
    await registry.modelVersions.registerModelVersion(
      {
        instanceId: INSTANCE,
        stage: 'staging',
        runId,
        onnxSha256: digest,
        nativeSha256: digest,
        onnxKey: 'models/onnx',
        nativeKey: 'models/native',
        signature: { featureNames: [...training.featureNames], output: 'score' },
        metrics: { meanRankInformationCoefficient: 0.02, rankInformationCoefficientStandardError: 0.03 },
        hyperparameters: {},
        seed: 7,
        trainedAsOf: endOfDay(dayOf(40)),
        trainingDatasets: [{ name: dataset('features'), version: 1 }],
        definition,
        parity: { rows: 1, maximumAbsoluteDifference: 0, rankCorrelation: 1, signDisagreements: 0 },
        baselineKey,
        knowledgeGrade: 'assumed',
        guardrails: { verdict: 'passed', reportKey: 'none' },
      },
      write(`${runId}/register`),
    );
  };

  const completeInference = async (day: number): Promise<RunId> => {
    const id = await startedRun('inference', `inference ${day}`, day);
    const result = { modelVersion: 1, outputVersion: 1, rowsProcessed: 6, decisionDates: [dayOf(day)] };
    await registry.runs.completeRun(id, result, write(`${id}/complete`));
    return id;
  };

  const requestCheck = async (day: number, request: Record<string, unknown>): Promise<RunId> => {
    const id = runIdFrom(`check ${day} ${JSON.stringify(request)}`);
    const asOf = endOfDay(dayOf(day));
    await registry.runs.requestRun(
      { id, kind: 'monitoring', instanceId: INSTANCE, cause: { kind: 'person' }, clock: 'simulated', asOf, request },
      write(`${id}/request`),
    );
    return id;
  };

  return {
    registry,
    artifacts,
    data,
    environment: ENVIRONMENT,
    now: () => NOW,
    scratch: { directory },
    datasetFiles: ({ name, manifestKey }: PlannedDataset) =>
      localDatasetFiles({ store: data, name, manifestKey, directory: join(directory, 'datasets') }),
    write,
    commit,
    registerVersion,
    completeInference,
    requestCheck,
    close: async () => {
      await embedded[Symbol.asyncDispose]();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
