import { InstantSchema, type RunId } from '@optaic/mlops/base';
import {
  DatasetRecordSchema,
  InstanceRecordSchema,
  ModelVersionRecordSchema,
  type NewDatasetVersion,
  type NewInstance,
  type NewModelVersion,
  type NewRun,
  type NewTrial,
  type PitCertificate,
  PitCertificateSchema,
  type Registry,
  type RunKind,
  TrialRecordSchema,
  type WriteContext,
} from '@optaic/mlops/registry';
import { runIdFrom } from '@optaic/mlops/registry/run-id';

export const NOW = InstantSchema.parse('2020-06-01T00:00:00.000Z');
const SHA = 'a'.repeat(64);

let writes = 0;
/** The context of a test's write: a token of its own unless one is named. */
export function writing(context: Partial<WriteContext> = {}): WriteContext {
  writes += 1;
  return { actor: { kind: 'person', id: 'ada' }, correlationId: 'test', token: `test/${writes}`, now: NOW, ...context };
}

export function newInstance(id: string): NewInstance {
  const { status, latestVersion, revision, createdAt, updatedAt, ...instance } = InstanceRecordSchema.parse({
    id,
    name: id,
    description: '',
    owner: 'ada',
    space: 'team',
    definition: { name: 'xgb-signal-model', version: '1.0.0', digest: SHA },
    trainingDatasets: ['features'],
    labelDataset: 'labels',
    inferenceDatasets: ['features'],
    outputDataset: 'predictions',
    universe: 'members',
    config: { targetColumn: 'forward_return', allow: { retrain: true } },
    status: 'pending',
    latestVersion: 0,
    revision: 1,
    createdAt: NOW,
    updatedAt: NOW,
  });
  return instance;
}

export function newDataset(name: string) {
  const { latestVersion, createdAt, ...dataset } = DatasetRecordSchema.parse({
    name,
    description: '',
    owner: 'ada',
    space: 'team',
    schema: {
      columns: [
        { name: 'entity', role: 'entity', type: 'string' },
        { name: 'event_time', role: 'event_time', type: 'timestamp' },
        { name: 'knowledge_time', role: 'knowledge_time', type: 'timestamp' },
      ],
      knowledgeGrade: 'assumed',
    },
    latestVersion: 0,
    createdAt: NOW,
  });
  return dataset;
}

export function newRun(purpose: string, kind: RunKind, run: Partial<NewRun> = {}): NewRun {
  return {
    id: runIdFrom(purpose),
    kind,
    cause: { kind: 'person' },
    clock: 'simulated',
    asOf: InstantSchema.parse('2019-12-31T23:59:59.999Z'),
    request: {},
    ...run,
  };
}

/** A run that has been requested and started. */
export async function runningRun(registry: Registry, run: NewRun): Promise<RunId> {
  await registry.runs.requestRun(run, writing());
  await registry.runs.startRun(run.id, { inputs: [] }, writing());
  return run.id;
}

export function newDatasetVersion(name: string, runId: RunId): NewDatasetVersion {
  const time = InstantSchema.parse('2020-01-02T00:00:00.000Z');
  return {
    name: newDataset(name).name,
    mode: 'append',
    manifestKey: `datasets/${name}/${runId}/manifest.json`,
    contentDigest: ModelVersionRecordSchema.shape.onnxSha256.parse(SHA),
    rows: 10,
    minEventTime: time,
    maxEventTime: time,
    maxKnowledgeTime: time,
    parents: [],
    runId,
  };
}

export function newModelVersion(instanceId: string, runId: RunId): NewModelVersion {
  const { version, createdAt, revision, ...record } = ModelVersionRecordSchema.parse({
    instanceId,
    version: 1,
    stage: 'staging',
    runId,
    onnxSha256: SHA,
    nativeSha256: SHA,
    onnxKey: `models/${SHA}/model.onnx`,
    nativeKey: `models/${SHA}/model.json`,
    signature: { featureNames: ['momentum'], output: 'score' },
    metrics: { meanRankInformationCoefficient: 0.02 },
    hyperparameters: { max_depth: 3 },
    seed: 7,
    trainedAsOf: '2019-12-31T23:59:59.999Z',
    trainingDatasets: [{ name: 'features', version: 1 }],
    definition: { name: 'xgb-signal-model', version: '1.0.0', digest: SHA },
    parity: { rows: 10, maximumAbsoluteDifference: 1e-7, rankCorrelation: 1, signDisagreements: 0 },
    baselineKey: 'runs/r/evaluate/baseline.json',
    knowledgeGrade: 'assumed',
    guardrails: { verdict: 'warned', reportKey: 'runs/r/guard/report.json' },
    createdAt: NOW,
    revision: 1,
  });
  return { ...record, stage: 'staging' };
}

/** What an audit of a run gave. */
export function newCertificate(runId: RunId, auditRunId: RunId, poisoned = SHA): PitCertificate {
  return PitCertificateSchema.parse({
    runId,
    auditRunId,
    kind: 'training',
    asOf: '2019-12-31T23:59:59.999Z',
    grade: 'C',
    seed: 7,
    datasets: [
      {
        name: 'features',
        version: 1,
        rowsKnown: 90,
        notANumber: 2,
        positiveHuge: 3,
        negativeHuge: 2,
        shuffled: 3,
        futureRows: 50,
        restatedRows: 90,
      },
    ],
    digests: [{ output: 'frame', original: SHA, poisoned }],
    verdict: poisoned === SHA ? 'identical' : 'different',
    auditedAt: NOW,
  });
}

/** An instance with so many versions in staging, each of a run of its own. */
export async function instanceWithVersions(
  registry: Registry,
  id: string,
  versions: number,
): Promise<NewInstance['id']> {
  const instance = await registry.instances.createInstance(newInstance(id), writing());
  for (let version = 1; version <= versions; version++) {
    const run = newRun(`${id} training ${version}`, 'training', { instanceId: instance.id });
    const runId = await runningRun(registry, run);
    await registry.modelVersions.registerModelVersion(newModelVersion(id, runId), writing());
    await registry.runs.completeRun(runId, { modelVersion: version }, writing());
  }
  return instance.id;
}

/** A trial of a research line that bears a test's name. */
export function newTrial(line: string, runId: RunId): NewTrial {
  const { id, firstRecordedAt, recordedAt, revision, ...trial } = TrialRecordSchema.parse({
    id: '0'.repeat(24),
    line,
    identity: {
      definition: { name: 'xgb-signal-model', version: '1.0.0' },
      hyperparameters: {},
      features: { datasets: ['features'], names: ['momentum'], lag: 1 },
      target: { dataset: 'labels', column: 'forward_return' },
      universe: 'members',
      split: { trainWindow: 1260 },
    },
    instanceId: 'SPX',
    backtestInstanceId: 'SPX_backtest_0123456789',
    runId,
    walk: { from: '2015-01-01', to: '2015-12-31', stepDays: 5, refit: 'yearly' },
    costBps: 5,
    holdingPeriods: 1,
    periodsPerYear: 50.4,
    observations: 52,
    metrics: {},
    series: { key: `runs/${runId}/evaluate/series.json`, sha256: SHA },
    firstRecordedAt: NOW,
    recordedAt: NOW,
    revision: 1,
  });
  return trial;
}
