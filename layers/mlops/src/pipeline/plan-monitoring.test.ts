import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dayOf, INSTANCE } from './monitored-services.testing.ts';
import { openWorld, type World } from './monitored-world.testing.ts';
import { MonitoringPlanSchema, profileBatches } from './monitoring-plan.ts';
import { planMonitoring } from './plan-monitoring.ts';

describe('planMonitoring', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world[Symbol.asyncDispose]());

  it('fails when nothing was predicted as of then', async () => {
    await world.predict(60);
    const runId = await world.request(59);

    await expect(planMonitoring({ runId }, world.services)).rejects.toMatchObject({
      name: 'NotFoundError',
      code: 'monitoring.no_inference',
    });
  });

  it('pins the latest prediction, its version with limits and rules, and starts the run', async () => {
    await world.predict(62);
    const runId = await world.request(63);

    const { planKey, batches } = await planMonitoring({ runId }, world.services);
    const plan = await world.services.artifacts.readJson(planKey, MonitoringPlanSchema);
    const run = await world.services.registry.runs.getRun(runId);

    expect(batches).toEqual([{ index: 0, firstDay: 0, days: 5 }]);
    expect(plan).toMatchObject({
      instanceId: INSTANCE,
      modelVersion: 1,
      windowDays: 5,
      predictedBy: [
        { decisionDate: dayOf(60), modelVersion: 1 },
        { decisionDate: dayOf(62), modelVersion: 1 },
      ],
      validations: [{ modelVersion: 1, mean: 0.02, standardError: 0.03 }],
      performanceMonitor: { minimumDates: 3 },
      alertRules: [{ name: 'dataset_drift', cooldownDays: 60 }],
    });
    expect(plan).not.toHaveProperty('previousCheck');
    expect(run).toMatchObject({ status: 'running', modelVersion: 1, definitionDigest: plan.definition.digest });
    expect(run.inputs).toEqual([
      { name: 'features', version: 1 },
      { name: 'outcomes', version: 1 },
      { name: 'universe', version: 1 },
      { name: 'predictions', version: 2 },
    ]);
  });

  it('goes on with what its first attempt pinned', async () => {
    const runId = await world.request(64);
    const first = await planMonitoring({ runId }, world.services);
    const before = await world.services.artifacts.readJson(first.planKey, MonitoringPlanSchema);

    await world.predict(64);
    const second = await planMonitoring({ runId }, world.services);

    expect(second).toEqual(first);
    expect(await world.services.artifacts.readJson(second.planKey, MonitoringPlanSchema)).toEqual(before);
  });

  it.each([
    ['a member it does not know', { window: 5 }, 'run.request_malformed'],
    ['another window than the calibrated one', { windowDays: 10 }, 'monitoring.window_uncalibrated'],
    ['an unknown inference run', { inferenceRunId: '00000000000000000000000000' }, 'run.not_found'],
  ])('refuses %s', async (_, request, code) => {
    const runId = await world.request(65, request);

    await expect(planMonitoring({ runId }, world.services)).rejects.toMatchObject({ code });
  });

  it('refuses an inference of the future, and a run that is none', async () => {
    const future = await world.predict(80);
    const check = await world.request(66);

    const ofFuture = await world.request(66, { inferenceRunId: future });
    const ofCheck = await world.request(66, { inferenceRunId: check });

    await expect(planMonitoring({ runId: ofFuture }, world.services)).rejects.toMatchObject({
      code: 'lookahead.inference',
    });
    await expect(planMonitoring({ runId: ofCheck }, world.services)).rejects.toMatchObject({
      code: 'monitoring.inference_unusable',
    });
  });
});

describe('profileBatches', () => {
  it('parts a window into stretches of at most 20 days, in order', () => {
    expect(profileBatches(45)).toEqual([
      { index: 0, firstDay: 0, days: 20 },
      { index: 1, firstDay: 20, days: 20 },
      { index: 2, firstDay: 40, days: 5 },
    ]);
  });
});
