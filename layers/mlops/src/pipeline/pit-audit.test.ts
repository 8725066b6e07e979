import { verifyChain } from '@optaic/mlops/activity';
import { type RunId, urn } from '@optaic/mlops/base';
import { runIdFrom } from '@optaic/mlops/registry';
import { describe, expect, it } from 'vitest';
import { requestPitAudit } from '../api/server/run-request.ts';
import { environmentFingerprint } from './environment-fingerprint.ts';
import { planInference } from './plan-inference.ts';
import { planMonitoring } from './plan-monitoring.ts';
import { planPitAudit } from './plan-pit-audit.ts';
import { predictInference } from './predict-inference.ts';
import { repeatInference } from './repeat-inference.ts';
import { repeatPitAudit } from './repeat-pit-audit.ts';
import { type Attempt, INSTANCE, OUTPUT, openTestPipeline, type TestPipeline } from './test-pipeline.ts';
import { auditRun } from './test-pit-audit.ts';

/** Each stage is run twice. */
const twice: Attempt = async (stage) => {
  await stage();
  return stage();
};
const audit = (pipeline: TestPipeline, audited: RunId, seed?: number) =>
  auditRun(pipeline, audited, { attempt: twice, ...(seed === undefined ? {} : { seed }) });

async function trainedAndInferred(pipeline: TestPipeline, decisionDates = ['2018-11-01', '2018-11-02']) {
  const training = await pipeline.request('training', '2018-10-31');
  await pipeline.train(training);
  const inference = await pipeline.request('inference', '2018-11-02', { modelVersion: 1, decisionDates });
  await pipeline.infer(inference);
  return { training, inference };
}

describe('an audit on demand', () => {
  it('of a training replaces the certificate of its version, and makes no version', async () => {
    await using pipeline = await openTestPipeline();
    const { training } = await trainedAndInferred(pipeline);
    const { modelVersions, instances, activities, runs } = pipeline.registry;
    const before = await modelVersions.getModelVersion(INSTANCE, 1);
    const instance = await instances.getInstance(INSTANCE);

    const certificate = await audit(pipeline, training, 11);

    const { certificate: stored, ...after } = await modelVersions.getModelVersion(INSTANCE, 1);
    expect(certificate).toMatchObject({
      runId: training,
      kind: 'training',
      seed: 11,
      grade: 'C',
      verdict: 'identical',
    });
    expect(certificate.auditRunId).not.toBe(training);
    expect(certificate.digests).toEqual(before.certificate?.digests);
    expect(stored).toEqual(certificate);
    expect(after).toEqual({ ...before, certificate: undefined, revision: 2 });
    expect(await instances.getInstance(INSTANCE)).toEqual(instance);
    expect((await modelVersions.listModelVersions(INSTANCE)).items).toHaveLength(1);
    expect(await runs.getRun(certificate.auditRunId)).toMatchObject({
      kind: 'training',
      mode: 'pit-audit',
      status: 'completed',
      result: { auditedRunId: training, certified: 'model:Small_Alpha@1', verdict: 'identical', grade: 'C' },
    });
    const { items } = await activities.listActivitiesOf(urn.model(INSTANCE, 1));
    expect(items.map(({ action }) => action)).toEqual(['model_version.created', 'model_version.certified']);
    expect(verifyChain(items)).toBeUndefined();
  });

  it('of an inference certifies the version of its predictions, every batch of them', async () => {
    await using pipeline = await openTestPipeline();
    const { inference } = await trainedAndInferred(pipeline);
    const { datasets } = pipeline.registry;
    const before = await datasets.getDatasetVersion(OUTPUT, 1);

    const certificate = await audit(pipeline, inference);

    expect(certificate).toMatchObject({ runId: inference, kind: 'inference', grade: 'C', verdict: 'identical' });
    expect(certificate.digests.map(({ output }) => output)).toEqual(['predictions']);
    expect(await datasets.getDatasetVersion(OUTPUT)).toEqual({ ...before, certificate });
  });

  it('finds an inference that predicts from what it cannot know', async () => {
    await using pipeline = await openTestPipeline();
    await pipeline.train(await pipeline.request('training', '2018-10-31'));
    const { services } = pipeline;
    // It takes a later as-of time: of the day that it decides on, all that was ever said of it.
    const cheating: typeof predictInference = (input, own) =>
      predictInference(input, {
        ...own,
        artifacts: {
          ...own.artifacts,
          readJson: async (key, schema) => {
            const value = await own.artifacts.readJson(key, schema);
            return key === input.planKey ? schema.parse({ ...value, asOf: '2018-12-31T23:59:59.999Z' }) : value;
          },
        },
      });
    const runId = await pipeline.request('inference', '2018-10-31', { modelVersion: 1 });
    const { planKey, batches } = await planInference({ runId }, services);
    for (const batch of batches) await cheating({ runId, planKey, batch }, services);

    const { digests } = await repeatInference(planKey, 7, { ...services, stages: { predictInference: cheating } });

    expect(digests[0]?.poisoned).not.toBe(digests[0]?.original);
  });

  it('is refused for what made no version, and for another audit', async () => {
    await using pipeline = await openTestPipeline();
    const { training } = await trainedAndInferred(pipeline);
    const { runs } = pipeline.registry;
    const pending = await pipeline.request('training', '2018-11-30');
    const { auditRunId } = await audit(pipeline, training);
    const ingest = runIdFrom(['test-market', 'small_features']);

    for (const id of [pending, auditRunId, ingest]) {
      await expect(
        requestPitAudit(pipeline.registry, await runs.getRun(id), {}, pipeline.context(`audit ${id}`)),
      ).rejects.toMatchObject({ name: 'InvalidInputError', code: 'run.not_auditable' });
    }
  });

  it('certifies nothing when outputs differ under another engine', async () => {
    await using pipeline = await openTestPipeline();
    const { training } = await trainedAndInferred(pipeline);
    const { services, registry } = pipeline;
    // The stored model is another one: as if an older engine had fitted it.
    const fitKey = `runs/${training}/fit/fit.json`;
    const fit = new TextDecoder().decode(await pipeline.artifacts.read(fitKey));
    const replaced = fit.replaceAll(/"sha256":"[0-9a-f]{64}"/g, `"sha256":"${'0'.repeat(64)}"`);
    pipeline.artifacts.objects.set(fitKey, new TextEncoder().encode(replaced));
    const run = await registry.runs.getRun(training);
    const { id: runId } = await requestPitAudit(registry, run, {}, pipeline.context('audit'));
    const environment = environmentFingerprint({ node: '99.0.0', architecture: 'x64' });
    const { planKey } = await planPitAudit({ runId }, { ...services, environment });

    await expect(repeatPitAudit({ runId, planKey }, services)).rejects.toMatchObject({
      code: 'audit.environment_differs',
      message: expect.stringContaining('node 99.0.0'),
    });
  });

  it('is no inference that monitoring looks at', async () => {
    await using pipeline = await openTestPipeline();
    const { inference } = await trainedAndInferred(pipeline);
    const { auditRunId } = await audit(pipeline, inference);
    const monitor = async (request: object) => {
      const runId = runIdFrom(['monitor', request]);
      await pipeline.registry.runs.requestRun(
        {
          id: runId,
          kind: 'monitoring',
          instanceId: INSTANCE,
          cause: { kind: 'person' },
          clock: 'simulated',
          asOf: (await pipeline.registry.runs.getRun(inference)).asOf,
          request: { ...request },
        },
        pipeline.context(`${runId}/request`),
      );
      return planMonitoring({ runId }, pipeline.services);
    };

    await expect(monitor({})).resolves.toHaveProperty('planKey');
    await expect(monitor({ inferenceRunId: auditRunId })).rejects.toMatchObject({
      code: 'monitoring.inference_unusable',
    });
  });
});
