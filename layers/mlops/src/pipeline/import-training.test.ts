import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { urn } from '@optaic/mlops/base';
import { sha256Hex } from '@optaic/mlops/digest';
import { linearToOnnx } from '@optaic/mlops/onnx';
import { describe, expect, it } from 'vitest';
import { INSTANCE, openTestPipeline, type TestPipeline } from './test-pipeline.ts';

const AS_OF = '2018-10-31';
const DEFINITION = join(import.meta.dirname, '../../../../model-defs/byo-onnx-signal-model/index.ts');
const FIXTURES = join(import.meta.dirname, '../onnx/fixtures');
const MODEL = linearToOnnx(
  { offset: [0, 0], scale: [1, 1], coefficients: [1, 0.5], intercept: 0 },
  { producerVersion: '0' },
);

function openImports(definition = DEFINITION): Promise<TestPipeline> {
  return openTestPipeline({ definition, config: { hyperparameters: {} } });
}

async function requestImport(pipeline: TestPipeline, file: Uint8Array, declared: object = {}, asOf = AS_OF) {
  const sha256 = sha256Hex(file);
  const key = `uploads/models/${sha256.slice(0, 32)}/model.onnx`;
  await pipeline.data.writeOnce(key, file);
  return pipeline.request('training', asOf, { import: { upload: { key, sha256, bytes: file.length }, ...declared } });
}

describe('the import of a model', () => {
  it('registers a version through the gates of a training, and predicts by it', async () => {
    await using pipeline = await openImports();
    const { registry } = pipeline;
    const training = await requestImport(pipeline, MODEL);

    await pipeline.train(training);
    const version = await registry.modelVersions.getModelVersion(INSTANCE, 1);
    const published = await pipeline.infer(await pipeline.request('inference', '2018-11-02', { modelVersion: 1 }));

    expect(version).toMatchObject({
      stage: 'staging',
      runId: training,
      signature: { featureNames: ['momentum', 'volatility'] },
      imported: { key: `models/${sha256Hex(MODEL)}/upload.onnx`, sha256: sha256Hex(MODEL) },
      parity: { maximumAbsoluteDifference: 0, rankCorrelation: 1, signDisagreements: 0 },
      certificate: { verdict: 'identical', digests: [{ output: 'frame' }, { output: 'onnx' }] },
    });
    expect(version.nativeKey ?? version.nativeSha256).toBeUndefined();
    expect(version.metrics).toMatchObject({ importedFeatures: 2, scoredShare: 1 });
    expect(version.guardrails.notes?.at(-1)).toBe(
      'imported: how its training went is not known here and was not audited; validation dates may be among those it was trained on, so judge it by what it predicts after 2018-10-31',
    );
    expect(published.result).toMatchObject({ rowsProcessed: 12, modelVersion: 1 });
  });

  it('leads back to the uploaded file, and tells of it', async () => {
    await using pipeline = await openImports();
    const { registry } = pipeline;
    const training = await requestImport(pipeline, MODEL);

    await pipeline.train(training);

    const artifact = urn.artifact(sha256Hex(MODEL));
    const { edges } = await registry.lineage.traceLineage(urn.model(INSTANCE, 1), { direction: 'upstream', depth: 1 });
    expect(edges).toContainEqual({
      from: urn.model(INSTANCE, 1),
      to: artifact,
      kind: 'derived_from',
      runId: training,
    });
    const { items } = await registry.activities.listActivitiesOf(urn.model(INSTANCE, 1));
    expect(items.find(({ action }) => action === 'model_version.created')?.payload).toMatchObject({
      importedSha256: sha256Hex(MODEL),
    });
  });

  it('takes what is declared with the file as hyperparameters of its version', async () => {
    await using pipeline = await openImports();
    const declared = { input: 'features', output: 'score', featureNames: ['volatility', 'momentum'] };
    const training = await requestImport(pipeline, MODEL, declared);

    await pipeline.train(training);

    expect((await pipeline.registry.modelVersions.getModelVersion(INSTANCE, 1)).hyperparameters).toEqual(declared);
  });

  it('predicts nothing before its as-of time', async () => {
    await using pipeline = await openImports();
    await pipeline.train(await requestImport(pipeline, MODEL));

    const early = pipeline.request('inference', '2018-09-28', { modelVersion: 1 });

    await expect(pipeline.infer(await early)).rejects.toThrow(expect.objectContaining({ code: 'lookahead.model' }));
  });

  it.each([
    { what: 'half a file', file: MODEL.subarray(0, MODEL.length / 2), code: 'model.onnx_malformed' },
    { what: 'a model of other features', file: fixture('sklearn-ridge'), code: 'model.feature_mismatch' },
    { what: 'a model of another width', file: fixture('sklearn-boosting'), code: 'model.feature_mismatch' },
    { what: 'a tensor of 2 GiB', file: fixture('hostile-2-gib-tensor'), code: 'model.onnx_malformed' },
  ])('refuses $what', async ({ file, code }) => {
    await using pipeline = await openImports();
    const training = await requestImport(pipeline, file);

    await expect(pipeline.train(training)).rejects.toThrow(expect.objectContaining({ code }));
  });

  it('refuses a file that is another than was announced', async () => {
    await using pipeline = await openImports();
    const key = `uploads/models/${'a'.repeat(32)}/model.onnx`;
    await pipeline.data.writeOnce(key, MODEL);
    const upload = { key, sha256: sha256Hex(MODEL), bytes: MODEL.length + 1 };
    const training = await pipeline.request('training', AS_OF, { import: { upload } });

    await expect(pipeline.train(training)).rejects.toThrow(expect.objectContaining({ code: 'upload.digest_mismatch' }));
  });

  it('refuses a training without a file, and a file for a definition that trains', async () => {
    await using imports = await openImports();
    await using trains = await openTestPipeline();

    const without = await imports.request('training', AS_OF);
    const unwanted = await requestImport(trains, MODEL);

    await expect(imports.train(without)).rejects.toThrow(expect.objectContaining({ code: 'training.no_upload' }));
    await expect(trains.train(unwanted)).rejects.toThrow(expect.objectContaining({ code: 'training.upload_unwanted' }));
  });
});

function fixture(name: string): Uint8Array {
  return readFileSync(join(FIXTURES, `${name}.onnx`));
}
