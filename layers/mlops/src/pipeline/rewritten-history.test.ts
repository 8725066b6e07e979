import { InstantSchema } from '@optaic/mlops/base';
import { GuardrailReportSchema } from '@optaic/mlops/guardrails';
import { runIdFrom } from '@optaic/mlops/registry';
import { describe, expect, it } from 'vitest';
import { MARKET_DATASETS } from './test-market.ts';
import { INSTANCE, openTestPipeline, type TestPipeline } from './test-pipeline.ts';
import { withWorkbench } from './workbench.ts';
import { writeDatasetVersion } from './write-dataset-version.ts';

const FEATURES = MARKET_DATASETS.features;
const TRAINED = '2018-10-31';

/** Commits one more row of features, known long before the newest one: a revision of the first day of E00. */
async function reviseFirstDay({ registry, data, services, context }: TestPipeline): Promise<void> {
  const runId = runIdFrom('revision');
  await registry.runs.requestRun(
    {
      id: runId,
      kind: 'ingest',
      cause: { kind: 'person' },
      clock: 'simulated',
      asOf: InstantSchema.parse('2020-01-01T00:00:00.000Z'),
      request: {},
    },
    context('revision/request'),
  );
  await registry.runs.startRun(runId, { inputs: [] }, context('revision/start'));
  const { schema } = await registry.datasets.getDataset(FEATURES);
  const { version, manifestKey } = await registry.datasets.getDatasetVersion(FEATURES);
  const revised = await withWorkbench(services.scratch, (bench) =>
    writeDatasetVersion({
      ...bench,
      store: data,
      runId,
      dataset: { name: FEATURES, schema },
      base: { version, manifestKey },
      rows: {
        rows: 1,
        columns: new Map<string, Float64Array | readonly string[]>([
          ['entity', ['E00']],
          ['event_time', Float64Array.of(Date.parse('2018-01-01'))],
          ['knowledge_time', Float64Array.of(Date.parse('2018-02-01'))],
          ['momentum', Float64Array.of(0.5)],
          ['volatility', Float64Array.of(0.5)],
        ]),
      },
      mode: 'backfill',
      parents: [],
      knowledgeAsOf: InstantSchema.parse('2030-01-01T00:00:00.000Z'),
    }),
  );
  await registry.datasets.commitDatasetVersion(revised, context('revision/commit'));
}

describe('runs over inputs whose history was rewritten', () => {
  it('warn of it, in inference and in the next training, with the rows of each rewrite', async () => {
    await using pipeline = await openTestPipeline();
    await pipeline.train(await pipeline.request('training', TRAINED));
    await reviseFirstDay(pipeline);

    const inference = await pipeline.request('inference', '2018-11-02', { modelVersion: 1 });
    const { result } = await pipeline.infer(inference);
    const retraining = await pipeline.request('training', '2018-11-02');
    await pipeline.train(retraining);

    for (const run of [inference, retraining]) {
      const report = await pipeline.artifacts.readJson(`runs/${run}/guard/report.json`, GuardrailReportSchema);
      expect(report.issues.filter(({ contract }) => contract === 'dataset.backfill')).toMatchObject([
        {
          severity: 'warning',
          rows: 1,
          message: expect.stringContaining(`"${FEATURES}" rewrote history between version 1`),
          examples: [expect.stringMatching(/^small_features@2: backfill at .*, 0 rows added, 1 revised, 0 dropped$/)],
        },
      ]);
    }
    expect(result.notes).toEqual([expect.stringMatching(/^survivors only: /)]);
    expect((await pipeline.registry.modelVersions.getModelVersion(INSTANCE, 1)).guardrails.notes).toEqual([
      expect.stringMatching(/^survivors only: /),
    ]);
  });
});
