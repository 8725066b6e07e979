import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DatasetName, InstanceIdSchema, InstantSchema, parseAsOf, type RunId } from '@optaic/mlops/base';
import {
  type ColumnarTable,
  contentDigest,
  type DuckDb,
  exportAsOf,
  frameDigest,
  numberColumn,
  openDuckDb,
} from '@optaic/mlops/data';
import { localDatasetFiles } from '@optaic/mlops/pipeline/dataset-files';
import { EvaluationSchema } from '@optaic/mlops/pipeline/evaluate-training';
import { FittedModelSchema, fittedModelKey } from '@optaic/mlops/pipeline/fit-training';
import { planInference } from '@optaic/mlops/pipeline/plan-inference';
import { predictInference } from '@optaic/mlops/pipeline/predict-inference';
import { batchKeys, predictionPanel, readPredictions } from '@optaic/mlops/pipeline/prediction-batch';
import { frameSummaryKey, readPreparedFrame } from '@optaic/mlops/pipeline/prepared-frame';
import { withWorkbench } from '@optaic/mlops/pipeline/workbench';
import { writeDatasetVersion } from '@optaic/mlops/pipeline/write-dataset-version';
import { InstanceConfigSchema, type RunKind, runIdFrom } from '@optaic/mlops/registry';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FEATURES, FORWARD_RETURNS, PREDICTIONS, UNIVERSE } from '../../cli/demo/demo-datasets.ts';
import { INSTANCE, openTestPipeline, type TestPipeline } from '../../layers/mlops/src/pipeline/test-pipeline.ts';
import { DAYS_APPENDED, openRealHistory, type RealHistory } from './support/real-history.ts';

const AS_OF = parseAsOf('2017-12-29');
const ALPHA = InstanceIdSchema.parse('Real_Alpha');
const DATASETS: readonly DatasetName[] = [FEATURES, FORWARD_RETURNS, UNIVERSE];

describe('what is stored up to a time', () => {
  let directory: string;
  let db: DuckDb;
  let history: RealHistory;
  let pipeline: TestPipeline;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'history-'));
    db = await openDuckDb({ directory });
    history = await openRealHistory(db, directory, AS_OF);
    pipeline = await openTestPipeline();
    await createAlpha();
  }, 60_000);

  afterAll(async () => {
    await pipeline[Symbol.asyncDispose]();
    db.close();
    await rm(directory, { recursive: true });
  });

  async function createAlpha(): Promise<void> {
    const { definition } = await pipeline.registry.instances.getInstance(INSTANCE);
    await pipeline.registry.instances.createInstance(
      {
        id: ALPHA,
        name: 'Real alpha',
        description: 'on real prices',
        owner: 'researcher',
        space: 'team',
        definition,
        trainingDatasets: [FEATURES],
        labelDataset: FORWARD_RETURNS,
        inferenceDatasets: [FEATURES],
        outputDataset: PREDICTIONS,
        universe: UNIVERSE,
        config: InstanceConfigSchema.parse({
          targetColumn: 'forward_return_5d',
          trainWindow: 500,
          hyperparameters: { num_boost_round: 20 },
        }),
        schedules: [],
      },
      pipeline.context('create-alpha'),
    );
  }

  async function requested(kind: RunKind, purpose: unknown, request: Record<string, unknown> = {}): Promise<RunId> {
    const id = runIdFrom([kind, purpose]);
    const ofInstance = kind === 'ingest' ? {} : { instanceId: ALPHA };
    await pipeline.registry.runs.requestRun(
      { id, kind, ...ofInstance, cause: { kind: 'person' }, clock: 'simulated', asOf: AS_OF, request },
      pipeline.context(`${id}/request`),
    );
    return id;
  }

  async function commit(name: DatasetName, rows: ColumnarTable): Promise<void> {
    const { datasets, runs } = pipeline.registry;
    const schema = history.schemaOf(name);
    const found = await datasets.findDataset(name);
    if (found === undefined) {
      const dataset = { name, description: '', owner: 'researcher', space: 'team', schema } as const;
      await datasets.createDataset(dataset, pipeline.context(`create ${name}`));
    }
    const base = found === undefined ? undefined : await datasets.getDatasetVersion(name);
    const runId = await requested('ingest', [name, base?.version ?? 0]);
    await runs.startRun(runId, { inputs: [] }, pipeline.context(`${runId}/start`));
    const version = await withWorkbench(pipeline.services.scratch, (bench) =>
      writeDatasetVersion({
        ...bench,
        store: pipeline.data,
        runId,
        dataset: { name, schema },
        base,
        rows,
        mode: 'append',
        parents: [],
        knowledgeAsOf: InstantSchema.parse('2030-01-01T00:00:00.000Z'),
      }),
    );
    await datasets.commitDatasetVersion(version, pipeline.context(`${runId}/commit`));
  }

  /** Digests of the newest version of each dataset, read as of the time. */
  async function readDigests(): Promise<Record<string, string>> {
    const digests: Record<string, string> = {};
    for (const name of DATASETS) {
      const { manifestKey } = await pipeline.registry.datasets.getDatasetVersion(name);
      const dataset = await localDatasetFiles({ store: pipeline.data, name, manifestKey, directory });
      const path = join(directory, `${name}-as-of.parquet`);
      await exportAsOf(db, { ...dataset, asOf: AS_OF, format: 'parquet', path });
      digests[name] = await contentDigest(db, { files: [path], schema: dataset.schema });
    }
    return digests;
  }

  /** Everything that a training and an inference as of the time store, of whatever the newest versions are. */
  async function outputs(purpose: string) {
    const { artifacts, services, registry } = pipeline;
    const training = await requested('training', purpose);
    const { modelVersion } = await pipeline.train(training);
    const { inputs } = await registry.runs.getRun(training);
    const { metrics, certificate, baselineKey } = await registry.modelVersions.getModelVersion(ALPHA, modelVersion);
    const decisionDates = ['2017-12-22', '2017-12-26', '2017-12-27', '2017-12-28', '2017-12-29'];
    const inference = await requested('inference', purpose, { modelVersion, decisionDates });
    // Not published: the keys of the rows would be those of the first inference.
    const { planKey, batches } = await planInference({ runId: inference }, services);
    for (const batch of batches) await predictInference({ runId: inference, planKey, batch }, services);

    return withWorkbench(services.scratch, async (bench) => {
      const { window, train, validation } = await readPreparedFrame(artifacts, frameSummaryKey(training), bench);
      const { onnx, native } = await artifacts.readJson(fittedModelKey(training), FittedModelSchema);
      const keys = batches.map((batch) => batchKeys(inference, batch).predictionKey);
      const evaluation = await artifacts.readJson(`runs/${training}/evaluate/evaluation.json`, EvaluationSchema);
      const predictions = await readPredictions(artifacts, keys, bench);
      return {
        versions: inputs.map(({ version }) => version),
        rows: { window: window.rows, predictions: predictions.rows },
        certificate: certificate?.verdict,
        stored: {
          reads: await readDigests(),
          frame: [window, train, validation].map(frameDigest),
          onnx: onnx.sha256,
          native: native?.sha256,
          metrics,
          skill: evaluation.skill,
          parity: evaluation.parity,
          baseline: new TextDecoder().decode(await artifacts.read(baselineKey)),
          predictions: frameDigest(predictionPanel(predictions)),
        },
      };
    });
  }

  it('is the same bits after 250 later days and 5 % of history restated', { timeout: 120_000 }, async () => {
    for (const name of DATASETS) await commit(name, await history.known(name));
    const before = await outputs('before');

    const appended = await history.later(FEATURES);
    for (const name of DATASETS) await commit(name, await history.later(name));
    const after = await outputs('after');

    const restated = numberColumn(appended, 'event_time').filter((time) => time <= Date.parse(AS_OF)).length;
    const known = (await history.known(FEATURES)).rows;
    expect(restated / known).toBeCloseTo(0.05, 2);
    expect(new Set(numberColumn(appended, 'event_time').filter((time) => time > Date.parse(AS_OF))).size).toBe(
      DAYS_APPENDED,
    );
    expect(before.versions).toEqual([1, 1, 1]);
    expect(after.versions).toEqual([2, 2, 2]);
    expect(before.rows).toEqual({ window: 500 * 20, predictions: 5 * 20 });
    expect([before.certificate, after.certificate]).toEqual(['identical', 'identical']);
    expect(after.stored).toEqual(before.stored);
  });
});
