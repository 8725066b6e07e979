import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { ApiError, createApiClient } from '@optaic/mlops/api';
import {
  CalendarDateSchema,
  DatasetNameSchema,
  DefinitionNameSchema,
  InstanceIdSchema,
  SemanticVersionSchema,
} from '@optaic/mlops/base';
import { ModelVersionRecordSchema } from '@optaic/mlops/registry/records';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { completedRun } from '../../cli/wait-for-run.ts';
import { type EmbeddedApp, openEmbeddedApp } from './support/embedded-app.ts';
import { featuresOf, prepareInstance, prepareMarket } from './support/small-cycle.ts';
import { PREDICT_AS_OF, smallInstance, TRAIN_AS_OF } from './support/small-market.ts';

const CLI = resolve(import.meta.dirname, '../../cli/optaic.mjs');
const FIXTURES = resolve(import.meta.dirname, '../../layers/mlops/src/onnx/fixtures');
const run = promisify(execFile);
const INSTANCE = InstanceIdSchema.parse('imported');

describe('importing a model', () => {
  let app: EmbeddedApp;

  /** The command line, as people run it; what it says when it fails. */
  async function optaic(...args: string[]): Promise<string> {
    const env = { ...process.env, OPTAIC_URL: app.runtime.url, OPTAIC_TOKEN: app.runtime.tokens.researcher };
    return run(process.execPath, [CLI, ...args], { env }).then(
      ({ stdout }) => stdout,
      (error: { stderr: string }) => error.stderr,
    );
  }

  const importing = (name: string, ...args: string[]) =>
    optaic('versions', 'import', '--onnx', `${FIXTURES}/${name}.onnx`, '--instance', INSTANCE, ...args);
  const simulated = ['--as-of', TRAIN_AS_OF, '--simulated'];

  beforeAll(async () => {
    app = await openEmbeddedApp();
    const researcher = app.as('researcher');
    await prepareMarket(researcher, app.directory);
    await prepareInstance(researcher, app.directory, 'trained');
    const instance = smallInstance(INSTANCE, featuresOf('trained'));
    await researcher.call('createInstance', {
      body: {
        ...instance,
        definition: {
          name: DefinitionNameSchema.parse('byo-onnx-signal-model'),
          version: SemanticVersionSchema.parse('1.0.0'),
        },
        config: { ...instance.config, hyperparameters: {} },
      },
    });
  }, 120_000);
  afterAll(() => app[Symbol.asyncDispose]());

  it('takes a scikit-learn file through every gate to a published signal, by the command line', async () => {
    const version = ModelVersionRecordSchema.parse(
      JSON.parse(await importing('sklearn-ridge', ...simulated, '--json')),
    );
    await app.as('approver').call('promoteModelVersion', {
      parameters: { instance: INSTANCE, version: version.version },
      body: { reason: 'test', effectiveAsOf: CalendarDateSchema.parse(TRAIN_AS_OF) },
    });
    const researcher = app.as('researcher');
    const inference = await researcher.call('startInference', {
      parameters: { instance: INSTANCE },
      body: { asOf: CalendarDateSchema.parse(PREDICT_AS_OF), clock: 'simulated' },
    });
    const { result } = await completedRun(researcher, inference.id);

    expect(version).toMatchObject({ version: 1, stage: 'staging', parity: { signDisagreements: 0 } });
    expect(version.guardrails.notes?.at(-1)).toContain('was not audited');
    expect(result).toMatchObject({ rowsProcessed: 8, modelVersion: 1 });
    const rows = await app.as('viewer').call('readRows', {
      parameters: { name: DatasetNameSchema.parse('predictions_imported') },
    });
    expect('items' in rows && rows.items).toHaveLength(8);
    expect(await optaic('lineage', 'model:imported@1')).toContain(`artifact:${version.imported?.sha256}`);
    expect(app.runtime.denials()).toEqual([]);
  }, 60_000);

  it.each([
    ['hostile-2-gib-tensor', 'model.onnx_malformed'],
    ['hostile-unknown-operator', 'model.onnx_unloadable'],
    ['hostile-memory', 'model.onnx_too_much_memory'],
    ['hostile-mean-of-batch', 'model.onnx_unstable'],
    ['sklearn-forest-thirds', 'model.onnx_output_ambiguous'],
  ])(
    'says why it refuses %s, and registers nothing',
    async (name, code) => {
      expect(await importing(name, ...simulated)).toContain(`(${code})`);

      const { items } = await app.as('viewer').call('listModelVersions', { parameters: { instance: INSTANCE } });
      expect(items.map(({ version }) => version)).toEqual([1]);
    },
    60_000,
  );

  it('takes a file again once what it leaves open is said', async () => {
    const text = await importing('sklearn-forest-thirds', ...simulated, '--column', '2');

    expect(text).toContain('as version 2 of imported, in stage staging');
    expect(text).toContain('imported: how its training went is not known here');
  }, 60_000);

  it('refuses who may not, and a file that is too large', async () => {
    const viewer = createApiClient({ url: app.runtime.url, token: app.runtime.tokens.viewer });
    const file = { fileName: 'model.onnx', sha256: 'a'.repeat(64) };
    const statusOf = (client: typeof viewer, bytes: number) =>
      client.call('createModelUpload', { parameters: { instance: INSTANCE }, body: { ...file, bytes } }).then(
        () => 201,
        (error: unknown) => (error instanceof ApiError ? error.status : 0),
      );

    expect(await statusOf(viewer, 1_000)).toBe(403);
    expect(await statusOf(app.as('researcher'), 100_000_001)).toBe(422);
    expect(await statusOf(app.as('researcher'), 100_000_000)).toBe(201);
  });
});
