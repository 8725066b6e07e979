import { resolve } from 'node:path';
import { parseAsOf } from '@optaic/mlops/base';
import { numberColumn, readAsOf } from '@optaic/mlops/data';
import { withWorkbench } from '@optaic/mlops/pipeline/workbench';
import { describe, expect, it } from 'vitest';
import {
  INSTANCE,
  OUTPUT,
  openTestPipeline,
  type TestPipeline,
} from '../../layers/mlops/src/pipeline/test-pipeline.ts';
import { auditRun } from '../../layers/mlops/src/pipeline/test-pit-audit.ts';

const DEFINITION = resolve(import.meta.dirname, '../../model-defs/hmm-regime-model/index.ts');
const TRAINED = '2018-10-31';
const DATES = ['2018-11-01', '2018-11-02', '2018-11-05', '2018-11-06', '2018-11-07'];

/** A market of one member, and the definition as it ships. */
const open = () =>
  openTestPipeline({
    definition: DEFINITION,
    category: 'macro_regime',
    market: { entities: 1 },
    config: { hyperparameters: { n_components: 2, n_init: 5 } },
  });

async function infer(pipeline: TestPipeline, asOf: string, decisionDates: readonly string[]) {
  const runId = await pipeline.request('inference', asOf, { modelVersion: 1, decisionDates });
  return { runId, ...(await pipeline.infer(runId)) };
}

/** The published columns, each in the order of the days. */
async function published({ registry, services }: TestPipeline): Promise<Record<string, number[]>> {
  const { manifestKey } = await registry.datasets.getDatasetVersion(OUTPUT);
  const files = await services.datasetFiles({ name: OUTPUT, manifestKey });
  const { schema } = await registry.datasets.getDataset(OUTPUT);
  const table = await withWorkbench(services.scratch, ({ db }) =>
    readAsOf(db, { ...files, schema, asOf: parseAsOf('2030-01-01') }),
  );
  const names = schema.columns.filter(({ role }) => role === 'value').map(({ name }) => name);
  return Object.fromEntries(
    names.map((name) => [name, Array.from(numberColumn(table, name), (value) => value ?? Number.NaN)]),
  );
}

describe('hmm-regime-model, through the stages of its pipelines', { timeout: 120_000 }, () => {
  it('passes its gates, and publishes regimes whose probabilities sum to 1, the same in one run as in several', async () => {
    await using once = await open();
    await using often = await open();
    for (const pipeline of [once, often]) {
      const { result } = await pipeline.train(await pipeline.request('training', TRAINED));
      expect(result.metrics).toMatchObject({
        outOfSampleLogLikelihoodPerBar: expect.any(Number),
        flipsPerYear: expect.any(Number),
      });
    }

    const whole = await infer(once, '2018-11-07', DATES);
    await infer(often, '2018-11-01', DATES.slice(0, 1));
    const last = await infer(often, '2018-11-07', DATES.slice(1));

    const columns = await published(once);
    expect(await published(often)).toEqual(columns);
    expect(last.result.state).toMatchObject({ sha256: whole.result.state?.sha256 });
    expect(Object.keys(columns).sort()).toEqual(
      'days_in_regime debounced_label entropy forecast_0 forecast_1 label probability_0 probability_1 score signal'.split(
        ' ',
      ),
    );
    DATES.forEach((_, day) => {
      expect((columns.probability_0?.[day] ?? 0) + (columns.probability_1?.[day] ?? 0)).toBeCloseTo(1, 6);
    });
  });

  it('is certified, and a refit keeps the labels of the version in production', async () => {
    await using pipeline = await open();
    const training = await pipeline.request('training', TRAINED);
    await pipeline.train(training);
    const { runId } = await infer(pipeline, '2018-11-02', DATES.slice(0, 2));
    await pipeline.registry.modelVersions.promoteModelVersion(
      INSTANCE,
      1,
      { reason: 'sane' },
      pipeline.context('promote'),
    );

    const refit = await pipeline.train(await pipeline.request('training', '2018-11-30'));

    expect(await auditRun(pipeline, training)).toMatchObject({ verdict: 'identical' });
    expect(await auditRun(pipeline, runId)).toMatchObject({ verdict: 'identical' });
    expect(refit.result.metrics).toMatchObject({ labelMatchCost: expect.any(Number), labelMatchCostExceeded: 0 });
  });
});
