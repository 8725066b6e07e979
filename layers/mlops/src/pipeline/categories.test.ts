import { join } from 'node:path';
import { type ModelCategory, parseAsOf, type RunId, urn } from '@optaic/mlops/base';
import { type ColumnarTable, numberColumn, readAsOf, textColumn } from '@optaic/mlops/data';
import { describe, expect, it } from 'vitest';
import { planInference } from './plan-inference.ts';
import { predictInference } from './predict-inference.ts';
import { batchKeys, readPredictions } from './prediction-batch.ts';
import { INSTANCE, OUTPUT, openTestPipeline, type TestPipeline } from './test-pipeline.ts';
import { auditRun } from './test-pit-audit.ts';
import { withWorkbench } from './workbench.ts';

const TRAINED = '2018-10-31';
const definitionOf = (name: string) => join(import.meta.dirname, `fixtures/${name}.ts`);

const open = (name: string, category: ModelCategory) => openTestPipeline({ definition: definitionOf(name), category });

async function infer(pipeline: TestPipeline, asOf: string, decisionDates?: readonly string[]) {
  const request = { modelVersion: 1, ...(decisionDates === undefined ? {} : { decisionDates }) };
  const runId = await pipeline.request('inference', asOf, request);
  return { runId, ...(await pipeline.infer(runId)) };
}

/** Published rows as `entity date` → its columns. */
async function published(
  { registry, services }: TestPipeline,
  asOf = '2030-01-01',
): Promise<ReadonlyMap<string, Record<string, number>>> {
  const { manifestKey } = await registry.datasets.getDatasetVersion(OUTPUT);
  const files = await services.datasetFiles({ name: OUTPUT, manifestKey });
  const { schema } = await registry.datasets.getDataset(OUTPUT);
  const table: ColumnarTable = await withWorkbench(services.scratch, ({ db }) =>
    readAsOf(db, { ...files, schema, asOf: parseAsOf(asOf) }),
  );
  const names = schema.columns.filter(({ role }) => role === 'value').map(({ name }) => name);
  const times = numberColumn(table, 'event_time');
  return new Map(
    textColumn(table, 'entity').map((entity, row) => [
      `${entity} ${new Date(times[row] ?? 0).toISOString().slice(0, 10)}`,
      Object.fromEntries(names.map((name) => [name, numberColumn(table, name)[row] ?? Number.NaN])),
    ]),
  );
}

describe('a definition with several outputs, columns and memory of every bar', () => {
  const DATES = ['2018-11-01', '2018-11-02', '2018-11-05', '2018-11-06', '2018-11-07'];

  it('publishes the same bits in one run and in several, and leaves the same state', async () => {
    await using once = await open('regime', 'macro_regime');
    await using often = await open('regime', 'macro_regime');
    for (const pipeline of [once, often]) await pipeline.train(await pipeline.request('training', TRAINED));

    const whole = await infer(once, '2018-11-07', DATES);
    await infer(often, '2018-11-01');
    await infer(often, '2018-11-05', ['2018-11-02', '2018-11-05']);
    const last = await infer(often, '2018-11-07', ['2018-11-06', '2018-11-07']);

    expect(await published(often)).toEqual(await published(once));
    expect([...(await published(once)).values()][0]).toMatchObject({
      probability_0: expect.any(Number),
      days_in_regime: expect.any(Number),
    });
    expect(last.result.state).toMatchObject({ sha256: whole.result.state?.sha256 });
    expect(whole.result).toMatchObject({ rowsProcessed: 60, decisionDates: DATES });
  });

  it('skips no bar: a gap between runs is filtered too, and published by nobody', async () => {
    await using once = await open('regime', 'macro_regime');
    await using gap = await open('regime', 'macro_regime');
    for (const pipeline of [once, gap]) await pipeline.train(await pipeline.request('training', TRAINED));

    await infer(once, '2018-11-07', DATES);
    const first = await infer(gap, '2018-11-01');
    const { result } = await infer(gap, '2018-11-07', ['2018-11-07']);
    const lineage = await gap.registry.lineage.traceLineage(urn.dataset(OUTPUT, 2), {
      direction: 'upstream',
      depth: 1,
    });

    const all = await published(once);
    for (const [row, columns] of await published(gap)) expect(columns).toEqual(all.get(row));
    expect(result).toMatchObject({ rowsProcessed: 12, decisionDates: ['2018-11-07'] });
    expect(lineage.edges).toContainEqual(expect.objectContaining({ kind: 'predicted_from', to: urn.run(first.runId) }));
  });

  it('goes on from where a run of the same day started, when that day is asked for again', async () => {
    await using pipeline = await open('regime', 'macro_regime');
    await pipeline.train(await pipeline.request('training', TRAINED));

    const first = await infer(pipeline, '2018-11-02');
    const runId = await pipeline.request('inference', '2018-11-04', { modelVersion: 1, decisionDates: ['2018-11-02'] });
    const { planKey } = await planInference({ runId }, pipeline.services);
    await predictInference({ runId, planKey, batch: 0 }, pipeline.services);

    const predicted = (run: RunId) =>
      withWorkbench(pipeline.services.scratch, (bench) =>
        readPredictions(pipeline.artifacts, [batchKeys(run, 0).predictionKey], bench),
      );
    expect(await predicted(runId)).toEqual(await predicted(first.runId));
  });

  it('refuses a decision within its training', async () => {
    await using pipeline = await open('regime', 'macro_regime');
    await pipeline.train(await pipeline.request('training', TRAINED));

    await expect(infer(pipeline, '2018-11-07', ['2018-05-01'])).rejects.toMatchObject({
      code: 'inference.before_state',
      message: expect.stringContaining('2018-05-01'),
    });
  });

  it('is certified: poisoned data gives the same state and predictions', async () => {
    await using pipeline = await open('regime', 'macro_regime');
    const training = await pipeline.request('training', TRAINED);
    await pipeline.train(training);
    const { runId } = await infer(pipeline, '2018-11-02');

    const ofTraining = await auditRun(pipeline, training);
    const ofInference = await auditRun(pipeline, runId);

    expect(ofTraining).toMatchObject({ verdict: 'identical' });
    expect(ofTraining.digests.map(({ output }) => output)).toEqual(['frame', 'onnx', 'native', 'state']);
    expect(ofInference).toMatchObject({ verdict: 'identical' });
    expect(ofInference.digests.map(({ output }) => output)).toEqual(['predictions', 'state']);
  });

  it('hands a refit the native form of the version in production, and its evaluator form and state', async () => {
    await using pipeline = await open('regime', 'macro_regime');
    const { registry } = pipeline;
    await pipeline.train(await pipeline.request('training', TRAINED));
    await registry.modelVersions.promoteModelVersion(INSTANCE, 1, { reason: 'sane' }, pipeline.context('promote'));

    const { result } = await pipeline.train(await pipeline.request('training', '2018-11-30'));

    expect(result.metrics).toMatchObject({ generation: 2, outputs: 2, nativeBytes: 1 });
    expect(result.metrics.daysSeen).toBeGreaterThan(5);
    const lineage = await registry.lineage.traceLineage(urn.model(INSTANCE, 2), { direction: 'upstream', depth: 1 });
    expect(lineage.edges).toContainEqual(expect.objectContaining({ kind: 'derived_from', to: urn.model(INSTANCE, 1) }));
  });
});

describe('predictions of simulated history', () => {
  it('are known at the end of the day that they are for, once their model was trained', async () => {
    await using pipeline = await open('relevance', 'relevance');
    await pipeline.train(await pipeline.request('training', TRAINED));

    await infer(pipeline, '2018-11-30', [TRAINED, '2018-10-30', '2018-11-02']);

    expect(await published(pipeline, '2018-10-31')).toHaveProperty('size', 2);
    expect(await published(pipeline, '2018-11-01')).toHaveProperty('size', 2);
    expect(await published(pipeline, '2018-11-02')).toHaveProperty('size', 4);
    expect(await published(pipeline, '2018-11-30')).toHaveProperty('size', 6);
  });
});

describe('a definition with rows of its own', () => {
  it('publishes a row a feature, from the native form', async () => {
    await using pipeline = await open('relevance', 'relevance');
    const training = await pipeline.request('training', TRAINED);
    await pipeline.train(training);

    const { runId, result } = await infer(pipeline, '2018-11-02', ['2018-11-01', '2018-11-02']);

    const rows = await published(pipeline);
    expect([...rows.keys()]).toEqual([
      'momentum 2018-11-01',
      'momentum 2018-11-02',
      'volatility 2018-11-01',
      'volatility 2018-11-02',
    ]);
    expect(result.rowsProcessed).toBe(4);
    expect(rows.get('momentum 2018-11-02')?.p_value).toBeNaN();
    expect(await auditRun(pipeline, runId)).toMatchObject({ verdict: 'identical' });
  });
});

describe('a definition with memory of the run before', () => {
  it('goes on from what was published, whatever lies between', async () => {
    await using pipeline = await open('filter', 'signal_filtering');
    await pipeline.train(await pipeline.request('training', TRAINED));

    await infer(pipeline, '2018-11-01');
    await infer(pipeline, '2018-11-30');

    const signals = [...(await published(pipeline)).values()].map(({ signal }) => signal ?? Number.NaN);
    const moves = signals.flatMap((signal, row) => (row % 2 === 0 ? [Math.abs((signals[row + 1] ?? 0) - signal)] : []));
    expect(Math.max(...moves)).toBeLessThanOrEqual(0.1 + 1e-7);
    expect(Math.max(...moves)).toBeGreaterThan(0.09);
  });
});
