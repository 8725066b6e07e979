import { verifyChain } from '@optaic/mlops/activity';
import { dateOf, parseAsOf, urn } from '@optaic/mlops/base';
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
      'dataset.coverage',
      'dataset.freshness',
      'dataset.backfill',
      'model.performance',
      'model.parity',
      'model.leak',
    ]);
    expect(report.notes).toEqual([
      expect.stringMatching(/^survivors only: none of the 12 entities of universe "small_universe" ever leaves it/),
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

  it('gives the same model and predictions whatever became known after the as-of time, and others for another seed', async () => {
    const cycle = async (options: Parameters<typeof openTestPipeline>[0], seed = 7) => {
      await using pipeline = await openTestPipeline(options);
      const { result } = await pipeline.train(await pipeline.request('training', AS_OF, { seed }));
      const request = { modelVersion: 1 };
      const published = await pipeline.infer(await pipeline.request('inference', AS_OF, request));
      return { model: result.modelDigest, predictions: published.result.predictionDigest };
    };

    const told = await cycle({});
    const garbled = await cycle({ market: { garbageAfter: parseAsOf(AS_OF) } });
    const seeded = await cycle({}, 8);

    expect(garbled).toEqual(told);
    expect(seeded.model).not.toBe(told.model);
    expect(seeded.predictions).not.toBe(told.predictions);
  });

  it('publishes several dates in one version, and marks as a backfill what was known before the latest', async () => {
    await using pipeline = await openTestPipeline();
    await pipeline.train(await pipeline.request('training', '2018-10-01'));
    const decisionDates = ['2018-11-05', '2018-11-02'];
    const infer = async (asOf: string, request: object) =>
      pipeline.infer(await pipeline.request('inference', asOf, { modelVersion: 1, ...request }));

    const { result } = await infer('2018-11-05', { decisionDates });
    await infer('2018-10-31', {});

    expect(result).toMatchObject({ rowsProcessed: 24, decisionDates: ['2018-11-02', '2018-11-05'] });
    expect(await pipeline.registry.datasets.getDatasetVersion(OUTPUT, 1)).toMatchObject({ mode: 'append', rows: 24 });
    expect(await pipeline.registry.datasets.getDatasetVersion(OUTPUT, 2)).toMatchObject({ mode: 'backfill', rows: 36 });
    await expect(infer('2018-11-05', { decisionDates: ['2018-11-05'] })).rejects.toMatchObject({
      code: 'dataset.duplicate_key',
    });
    await expect(infer('2018-11-05', { decisionDates: ['2018-11-03'] })).rejects.toMatchObject({
      code: 'frame.not_a_trading_day',
    });
  });

  it('promotes a version by the rule of its instance, as of the simulated time', async () => {
    const metric = 'meanRankInformationCoefficient';
    const autoPromote = { metric, op: 'gt' as const, value: -1, minSamples: 1 };
    await using pipeline = await openTestPipeline({ config: { autoPromote } });

    const { promotesItself } = await pipeline.train(await pipeline.request('training', AS_OF));

    expect(promotesItself).toBe(true);
    expect(await pipeline.registry.instances.getInstance(INSTANCE)).toMatchObject({ activeVersion: 1 });
    const { modelVersions } = pipeline.registry;
    const liveOn = dateOf(parseAsOf(AS_OF));
    expect(await modelVersions.versionLiveOn(INSTANCE, liveOn)).toBeUndefined();
    expect(await modelVersions.versionLiveOn(INSTANCE, liveOn, { clock: 'simulated' })).toMatchObject({
      version: 1,
      actor: { kind: 'system', id: 'auto-promotion' },
      reason: 'auto-promotion: meanRankInformationCoefficient gt -1 on at least 1 validation dates',
    });
  });
});
