import { CalendarDateSchema, parseAsOf } from '@optaic/mlops/base';
import { describe, expect, it } from 'vitest';
import { planBatches, planInference } from './plan-inference.ts';
import { INSTANCE, openTestPipeline } from './test-pipeline.ts';

const date = (text: string) => CalendarDateSchema.parse(text);

describe('planInference', () => {
  it('refuses a run without a version in production, or with one that was trained later, or that is none', async () => {
    await using pipeline = await openTestPipeline();
    const plan = async (asOf: string, request = {}) =>
      planInference({ runId: await pipeline.request('inference', asOf, request) }, pipeline.services);
    await pipeline.train(await pipeline.request('training', '2018-10-31'));

    await expect(plan('2018-11-02')).rejects.toMatchObject({ code: 'inference.no_production_version' });
    await expect(plan('2018-11-02', { modelVersion: 2 })).rejects.toMatchObject({ code: 'model_version.not_found' });
    await expect(plan('2018-10-30', { modelVersion: 1 })).rejects.toMatchObject({
      name: 'InvalidInputError',
      code: 'lookahead.model',
    });
    await expect(plan('2018-10-31', { modelVersion: 1 })).resolves.toMatchObject({ batches: [0] });
  });

  it('pins the version in production, also when another is promoted before a second attempt', async () => {
    await using pipeline = await openTestPipeline();
    const { registry, services } = pipeline;
    for (const [version, asOf] of [
      [1, '2018-10-30'],
      [2, '2018-10-31'],
    ] as const) {
      await pipeline.train(await pipeline.request('training', asOf));
      if (version === 1) await promote(1);
    }
    const runId = await pipeline.request('inference', '2018-11-02');
    await planInference({ runId }, services);
    await promote(2);

    await planInference({ runId }, services);

    expect(await registry.runs.getRun(runId)).toMatchObject({ modelVersion: 1 });

    async function promote(version: number): Promise<void> {
      const context = pipeline.context(`promote-${version}`);
      await registry.modelVersions.promoteModelVersion(INSTANCE, version, { reason: 'better' }, context);
    }
  });
});

describe('planBatches', () => {
  const asOf = parseAsOf('2020-01-10');

  it('leaves the last trading day to the predict stage', () => {
    expect(planBatches(undefined, asOf)).toEqual([{ index: 0, decisionDates: [] }]);
  });

  it('puts dates in time order, each once', () => {
    const dates = ['2020-01-10', '2020-01-03', '2020-01-10'].map(date);

    expect(planBatches(dates, asOf)).toEqual([{ index: 0, decisionDates: ['2020-01-03', '2020-01-10'] }]);
  });

  it('parts many dates into batches of 250', () => {
    const dates = Array.from({ length: 501 }, (_, day) =>
      date(new Date(Date.parse('2010-01-01') + day * 86_400_000).toISOString().slice(0, 10)),
    );

    const batches = planBatches(dates, asOf);

    expect(batches.map(({ decisionDates }) => decisionDates.length)).toEqual([250, 250, 1]);
    expect(batches.flatMap(({ decisionDates }) => decisionDates)).toEqual(dates);
  });

  it('refuses a date after the as-of time', () => {
    expect(() => planBatches([date('2020-01-13')], asOf)).toThrow(
      expect.objectContaining({ code: 'lookahead.decision' }),
    );
  });
});
