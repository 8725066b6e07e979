import { DatasetNameSchema, SemanticVersionSchema, Sha256Schema } from '@optaic/mlops/base';
import type { InstanceConfig, InstanceRecord } from '@optaic/mlops/registry';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planTraining } from './plan-training.ts';
import { INSTANCE, openTestPipeline, type TestPipeline } from './test-pipeline.ts';
import { TrainingPlanSchema } from './training-plan.ts';

const AS_OF = '2018-10-31';

let pipeline: TestPipeline;
let instance: InstanceRecord;
let attempts = 0;

beforeAll(async () => {
  pipeline = await openTestPipeline();
  instance = await pipeline.registry.instances.getInstance(INSTANCE);
});
afterAll(() => pipeline[Symbol.asyncDispose]());

/** Plans a run of the instance with some of its members changed. */
async function plan(change: Partial<InstanceRecord> = {}, asOf = AS_OF, request = {}) {
  attempts++;
  const runId = await pipeline.request('training', asOf, { ...request, attempt: attempts });
  const instances = { ...pipeline.registry.instances, getInstance: async () => ({ ...instance, ...change }) };
  const services = { ...pipeline.services, registry: { ...pipeline.registry, instances } };
  const { planKey } = await planTraining({ runId }, services);
  return {
    plan: await pipeline.artifacts.readJson(planKey, TrainingPlanSchema),
    run: await pipeline.registry.runs.getRun(runId),
  };
}

const configured = (change: Partial<InstanceConfig>) => ({ config: { ...instance.config, ...change } });

describe('planTraining', () => {
  it('pins datasets, digest, seed and environment, in the plan and in the run', async () => {
    const { plan: pinned, run } = await plan();

    expect(pinned).toMatchObject({
      datasets: [
        { name: 'small_features', version: 1 },
        { name: 'small_returns', version: 1 },
        { name: 'small_universe', version: 1 },
      ],
      features: [{ dataset: 'small_features', columns: ['momentum', 'volatility'] }],
      label: { dataset: 'small_returns', column: 'forward_return' },
      split: { horizonDays: 5, validationShare: 0.2, embargoDays: 5 },
      resolvedHyperparameters: { num_boost_round: 5, max_depth: 2, learning_rate: 0.05 },
      knowledgeGrade: 'assumed',
      seed: 7,
    });
    expect(run).toMatchObject({
      status: 'running',
      seed: 7,
      definitionDigest: pinned.definition.digest,
      inputs: pinned.datasets.map(({ name, version }) => ({ name, version })),
      environment: pinned.environment,
    });
  });

  it('takes the seed of the request before the one of the instance', async () => {
    expect((await plan({}, AS_OF, { seed: 11 })).plan.seed).toBe(11);
  });

  it('goes on with what the first attempt pinned', async () => {
    const runId = await pipeline.request('training', AS_OF);
    const first = await planTraining({ runId }, pipeline.services);
    const stored = await pipeline.artifacts.read(first.planKey);

    const second = await planTraining({ runId }, pipeline.services);

    expect(second).toEqual(first);
    expect(await pipeline.artifacts.read(first.planKey)).toEqual(stored);
  });

  it('refuses an as-of time before the first row', async () => {
    await expect(plan({}, '2017-12-29')).rejects.toMatchObject({
      name: 'NotFoundError',
      code: 'dataset.not_known_yet',
    });
  });

  it('refuses a dataset that is not there', async () => {
    const missing = DatasetNameSchema.parse('no_such_dataset');

    await expect(plan({ trainingDatasets: [missing] })).rejects.toMatchObject({ code: 'dataset.not_found' });
  });

  it.each([
    ['a feature column that does not exist', { featureColumns: ['momentun'] }, 'frame.feature_unknown'],
    ['a target column that does not exist', { targetColumn: 'return' }, 'instance.unknown_target'],
    ['a hyperparameter out of range', { hyperparameters: { max_depth: -1 } }, 'instance.hyperparameter_invalid'],
    ['a hyperparameter of no such name', { hyperparameters: { depth: 3 } }, 'instance.hyperparameter_invalid'],
  ])('refuses %s', async (_, change, code) => {
    await expect(plan(configured(change))).rejects.toMatchObject({ name: 'InvalidInputError', code });
  });

  it('names the parameter and the definition in the error', async () => {
    await expect(plan(configured({ hyperparameters: { max_depth: -1 } }))).rejects.toThrow(
      /hyperparameters do not fit xgb-signal-model@\d+\.\d+\.\d+: max_depth: /,
    );
  });

  it('refuses assumed knowledge times in an official space', async () => {
    await expect(plan({ space: 'official' })).rejects.toMatchObject({
      code: 'dataset.grade_refused',
      message: expect.stringContaining('small_features, small_returns, small_universe'),
    });
  });

  it('refuses a definition that is not registered, or not with the pinned digest', async () => {
    const { definition } = instance;

    await expect(
      plan({ definition: { ...definition, version: SemanticVersionSchema.parse('9.0.0') } }),
    ).rejects.toMatchObject({
      code: 'definition.version_not_found',
    });
    await expect(
      plan({ definition: { ...definition, digest: Sha256Schema.parse('0'.repeat(64)) } }),
    ).rejects.toMatchObject({
      name: 'IntegrityError',
      code: 'definition.digest_mismatch',
    });
  });

  it('refuses a bundle whose bytes are others, and starts nothing', async () => {
    const runId = await pipeline.request('training', '2018-10-30');
    const [bundleKey, bundle] = [...pipeline.artifacts.objects].find(([key]) => key.startsWith('definitions/')) ?? [];
    if (bundleKey === undefined || bundle === undefined) throw new Error('the pipeline has no definition');
    pipeline.artifacts.objects.set(bundleKey, new TextEncoder().encode('var __definition = 1;'));

    const planned = planTraining({ runId }, pipeline.services);

    await expect(planned).rejects.toMatchObject({ name: 'IntegrityError', code: 'definition.digest_mismatch' });
    expect(await pipeline.registry.runs.getRun(runId)).toMatchObject({ status: 'pending' });
    pipeline.artifacts.objects.set(bundleKey, bundle);
  });
});
