import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ApiClient, CreateInstance } from '@optaic/mlops/api';
import {
  type CalendarDate,
  CalendarDateSchema,
  DefinitionNameSchema,
  type InstanceId,
  InstanceIdSchema,
  type RunId,
  SemanticVersionSchema,
  urn,
} from '@optaic/mlops/base';
import type { ModelVersionRecord, RunRecord } from '@optaic/mlops/registry/records';
import { CliError } from '../cli-error.ts';
import type { Connection } from '../connection.ts';
import type { Progress } from '../progress.ts';
import { uploadFile } from '../upload-file.ts';
import { completedRun } from '../wait-for-run.ts';
import {
  creationOf,
  DEMO_DATASETS,
  FEATURES,
  FORWARD_RETURNS,
  lastSessions,
  PREDICTIONS,
  UNIVERSE,
  writeDemoFiles,
} from './demo-datasets.ts';

export const DEMO_INSTANCE: InstanceId = InstanceIdSchema.parse('SPX_Alpha_Signal_Model');
const TRAIN_AS_OF = CalendarDateSchema.parse('2019-12-31');
const FIRST_WEEK = CalendarDateSchema.parse('2020-01-01');
const LAST_WEEK = CalendarDateSchema.parse('2020-05-29');
const RETRAINING_APPEARS_WITHIN_SECONDS = 30;

export interface DemoOptions {
  readonly connection: Connection;
  readonly progress: Progress;
  readonly seed: number;
}

export interface DemoTimings {
  readonly [step: string]: number;
}

function instanceRequest(seed: number): CreateInstance {
  return {
    id: DEMO_INSTANCE,
    name: 'SPX alpha signal',
    description: 'Five-day relative returns of 20 US large caps from price features',
    space: 'team',
    definition: {
      name: DefinitionNameSchema.parse('xgb-signal-model'),
      version: SemanticVersionSchema.parse('1.1.0'),
    },
    trainingDatasets: [FEATURES],
    labelDataset: FORWARD_RETURNS,
    inferenceDatasets: [FEATURES],
    outputDataset: PREDICTIONS,
    universe: UNIVERSE,
    config: {
      targetColumn: 'forward_return_5d',
      featureLag: 1,
      trainWindow: 1_260,
      seed,
      allow: { retrain: true },
    },
  };
}

async function commitDatasets(researcher: ApiClient): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'optaic-demo-'));
  try {
    const files = await writeDemoFiles(directory);
    let rows = 0;
    for (const dataset of DEMO_DATASETS) {
      await researcher.call('createDataset', { body: creationOf(dataset) });
      const run = await uploadFile(researcher, {
        dataset: dataset.name,
        file: files.get(dataset.name) ?? '',
        mode: 'append',
        parents: dataset.madeFrom.map((parent) => urn.dataset(parent, 1)),
      });
      const { result } = await completedRun(researcher, run.id);
      rows += Number(result?.rows ?? 0);
    }
    return `${DEMO_DATASETS.length} datasets, ${rows.toLocaleString('en')} rows`;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function train(researcher: ApiClient): Promise<ModelVersionRecord> {
  const run = await researcher.call('startTraining', {
    parameters: { instance: DEMO_INSTANCE },
    body: { asOf: TRAIN_AS_OF, clock: 'simulated' },
  });
  const { result } = await completedRun(researcher, run.id);
  return researcher.call('getModelVersion', {
    parameters: { instance: DEMO_INSTANCE, version: Number(result?.modelVersion) },
  });
}

/** The retraining is started by the alert itself, through the bus; it is only waited for here. */
async function retrainingOf(viewer: ApiClient, alertId: unknown): Promise<RunRecord> {
  const deadline = performance.now() + RETRAINING_APPEARS_WITHIN_SECONDS * 1_000;
  while (performance.now() < deadline) {
    const { items } = await viewer.call('listTrainingRuns', { parameters: { instance: DEMO_INSTANCE } });
    const run = items.find(({ cause }) => cause.kind === 'alert' && cause.alertId === alertId);
    if (run !== undefined) return completedRun(viewer, run.id);
    await delay(100);
  }
  throw new CliError(
    `no retraining has followed the alert ${String(alertId)} within ${RETRAINING_APPEARS_WITHIN_SECONDS} s`,
  );
}

async function liveThroughWeeks(
  { connection, progress }: DemoOptions,
  dates: readonly CalendarDate[],
): Promise<string> {
  const researcher = connection.as('researcher');
  const parameters = { instance: DEMO_INSTANCE };
  let retrained = 'no retraining';
  for (const [index, date] of dates.entries()) {
    progress.advance(index, dates.length, `week of ${date}`);
    const body = { asOf: date, clock: 'simulated' } as const;
    const inference = await researcher.call('startInference', { parameters, body });
    await completedRun(researcher, inference.id);
    const monitoring = await researcher.call('startMonitoring', {
      parameters,
      body: { ...body, inferenceRunId: inference.id },
    });
    const { result } = await completedRun(researcher, monitoring.id);
    if (result?.alert === 'opened') {
      const retraining = await retrainingOf(researcher, result.alertId);
      retrained = `drift alert ${date}, retrained to version ${String(retraining.result?.modelVersion)}`;
    }
  }
  return retrained;
}

/** Audits the training of a version and the last week's inference on demand, which certifies both anew. */
async function auditOnDemand(researcher: ApiClient, trainingRunId: RunId): Promise<string> {
  const parameters = { instance: DEMO_INSTANCE };
  const { items } = await researcher.call('listInferenceRuns', { parameters, query: { limit: 1 } });
  const verdicts: string[] = [];
  for (const run of [trainingRunId, ...items.map(({ id }) => id)]) {
    const audit = await researcher.call('startPitAudit', { parameters: { run }, body: {} });
    const { kind, result } = await completedRun(researcher, audit.id);
    verdicts.push(`${kind} ${String(result?.verdict)}, grade ${String(result?.grade)}`);
  }
  return verdicts.join('; ');
}

/**
 * The whole loop on real prices: datasets, training, promotion, 22 weeks of predictions in the spring of 2020, each
 * monitored, and an audit of a training and an inference over poisoned data. Returns the seconds of each step.
 */
export async function runDemoCycle(options: DemoOptions): Promise<DemoTimings> {
  const { connection, progress, seed } = options;
  const researcher = connection.as('researcher');
  const approver = connection.as('approver');
  const timings: Record<string, number> = {};

  async function timed<Result>(
    key: string,
    title: string,
    run: () => Promise<Result>,
    say: (result: Result) => string,
  ) {
    const started = performance.now();
    const result = await progress.step(title, run, say);
    timings[key] = Number(((performance.now() - started) / 1_000).toFixed(3));
    return result;
  }

  await timed('datasets', 'datasets, point in time by SQL', () => commitDatasets(researcher), String);
  await researcher.call('createInstance', { body: instanceRequest(seed) });
  const version = await timed(
    'training',
    `train ${DEMO_INSTANCE} as of ${TRAIN_AS_OF}`,
    () => train(researcher),
    (model) => {
      return `version ${model.version}, ${model.stage}, guardrails ${model.guardrails.verdict}`;
    },
  );
  await timed(
    'promotion',
    'promote to production',
    () =>
      approver.call('promoteModelVersion', {
        parameters: { instance: DEMO_INSTANCE, version: version.version },
        body: { reason: 'first version of the demo', effectiveAsOf: TRAIN_AS_OF },
      }),
    (promoted) => `version ${promoted.version} is ${promoted.stage}`,
  );
  const dates = lastSessions(FIRST_WEEK, LAST_WEEK);
  await timed('weeks', `predict and monitor ${dates.length} weeks`, () => liveThroughWeeks(options, dates), String);
  await timed('audit', 'audit over poisoned data', () => auditOnDemand(researcher, version.runId), String);
  return timings;
}

/** Whether the system is empty, so that the demo may run. */
export async function isEmpty(client: ApiClient): Promise<boolean> {
  const { items } = await client.call('listDatasets', { query: { limit: 1 } });
  return items.length === 0;
}
