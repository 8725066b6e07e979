import { verifyChain } from '@optaic/mlops/activity';
import { urn } from '@optaic/mlops/base';
import { GuardrailReportSchema } from '@optaic/mlops/guardrails';
import { describe, expect, it } from 'vitest';
import { INSTANCE, OUTPUT, openTestPipeline } from './test-pipeline.ts';

const AS_OF = '2018-10-31';

describe('training to inference', () => {
  it('trains a version, promotes it and publishes predictions with their lineage', async () => {
    await using pipeline = await openTestPipeline();
    const { registry } = pipeline;
    const training = await pipeline.request('training', AS_OF);

    const { modelVersion, result } = await pipeline.train(training);
    await registry.modelVersions.promoteModelVersion(
      INSTANCE,
      1,
      { reason: 'looks sane' },
      pipeline.context('promote'),
    );
    const inference = await pipeline.request('inference', '2018-11-02');
    const published = await pipeline.infer(inference);

    const version = await registry.modelVersions.getModelVersion(INSTANCE, modelVersion);
    expect(version).toMatchObject({
      version: 1,
      runId: training,
      onnxSha256: result.modelDigest,
      signature: { featureNames: ['momentum', 'volatility'], output: 'score' },
      hyperparameters: { num_boost_round: 5, max_depth: 2, learning_rate: 0.05 },
      parity: { signDisagreements: 0 },
      knowledgeGrade: 'assumed',
    });
    expect(version.parity.maximumAbsoluteDifference).toBeLessThanOrEqual(1e-5);
    expect(version.metrics).toHaveProperty('meanRankInformationCoefficient');
    expect(pipeline.rounds.get(training)).toHaveLength(5);

    expect(published.result).toMatchObject({
      outputVersion: 1,
      rowsProcessed: 12,
      decisionDates: ['2018-11-02'],
      modelVersion: 1,
    });
    expect(await registry.datasets.getDatasetVersion(OUTPUT)).toMatchObject({
      rows: 12,
      maxKnowledgeTime: '2018-11-02T23:59:59.999Z',
      validUntil: '2018-11-09T23:59:59.999Z',
      contentDigest: published.result.predictionDigest,
    });
    const lineage = await registry.lineage.traceLineage(urn.dataset(OUTPUT, 1), { direction: 'upstream', depth: 5 });
    expect(lineage.nodes.map((node) => JSON.stringify(node)).join()).toMatch(/model:Small_Alpha@1/);
    expect(lineage.nodes.map((node) => JSON.stringify(node)).join()).toMatch(/definition:xgb-signal-model@1.0.0/);
    expect(await registry.runs.getRun(inference)).toMatchObject({ status: 'completed', modelVersion: 1 });
  });

  it('judges model and predictions, and tells of it', async () => {
    await using pipeline = await openTestPipeline();
    const training = await pipeline.request('training', AS_OF);

    await pipeline.train(training);

    const report = await pipeline.artifacts.readJson(`runs/${training}/guard/report.json`, GuardrailReportSchema);
    expect(report.contracts).toEqual([
      'dataset.schema',
      'dataset.pit',
      'model.performance',
      'model.parity',
      'model.leak',
    ]);
    const { items: activities } = await pipeline.registry.activities.listActivitiesOf(urn.run(training));
    expect(activities.map(({ action }) => action)).toEqual([
      'training.requested',
      'training.started',
      'guardrails.validated',
      'training.completed',
    ]);
    expect(verifyChain(activities)).toBeUndefined();
  });
});
