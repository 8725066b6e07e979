import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { ApiError } from '@optaic/mlops/api';
import { CalendarDateSchema, DatasetNameSchema, InstanceIdSchema, type RunId, urn } from '@optaic/mlops/base';
import { PitCertificateSchema } from '@optaic/mlops/registry/records';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { completedRun } from '../../cli/wait-for-run.ts';
import { type EmbeddedApp, openEmbeddedApp } from './support/embedded-app.ts';
import { prepareInstance, prepareMarket } from './support/small-cycle.ts';
import { PREDICT_AS_OF, TRAIN_AS_OF } from './support/small-market.ts';

const CLI = resolve(import.meta.dirname, '../../cli/optaic.mjs');
const run = promisify(execFile);
const INSTANCE = InstanceIdSchema.parse('audited');
const PREDICTIONS = DatasetNameSchema.parse('predictions_audited');

describe('auditing runs', () => {
  let app: EmbeddedApp;
  let training: RunId;
  let inference: RunId;

  /** The command line, as people run it. */
  async function optaic(...args: string[]): Promise<string> {
    const { stdout } = await run(process.execPath, [CLI, ...args], {
      env: { ...process.env, OPTAIC_URL: app.runtime.url, OPTAIC_TOKEN: app.runtime.tokens.researcher },
    });
    return stdout;
  }

  beforeAll(async () => {
    app = await openEmbeddedApp();
    const researcher = app.as('researcher');
    await prepareMarket(researcher, app.directory);
    await prepareInstance(researcher, app.directory, INSTANCE);
    const asOf = (day: string) => ({ asOf: CalendarDateSchema.parse(day), clock: 'simulated' }) as const;
    const parameters = { instance: INSTANCE };
    const trained = await researcher.call('startTraining', { parameters, body: asOf(TRAIN_AS_OF) });
    const { result } = await completedRun(researcher, trained.id);
    const modelVersion = Number(result?.modelVersion);
    const inferred = await researcher.call('startInference', {
      parameters,
      body: { ...asOf(PREDICT_AS_OF), modelVersion },
    });
    await completedRun(researcher, inferred.id);
    training = trained.id;
    inference = inferred.id;
  }, 60_000);
  afterAll(() => app[Symbol.asyncDispose]());

  it('registers a version with its certificate, which the API and the command line show', async () => {
    const parameters = { instance: INSTANCE, version: 1 };

    const certificate = await app.as('viewer').call('getModelCertificate', { parameters });

    expect(certificate).toMatchObject({ runId: training, auditRunId: training, verdict: 'identical' });
    const text = await optaic('certificate', 'model:audited@1');
    expect(text).toContain('by the run itself, before it registered its version');
    expect(text).toContain('verdict: identical');
  });

  it('audits a training and an inference by the command line, again with the same digests', async () => {
    const before = await app
      .as('viewer')
      .call('getModelCertificate', { parameters: { instance: INSTANCE, version: 1 } });
    const audited = async (id: RunId, ...args: string[]) =>
      PitCertificateSchema.parse(JSON.parse(await optaic('--json', 'pit-audit', '--run', id, ...args)));

    const ofTraining = await audited(training, '--seed', '3');
    const ofInference = [await audited(inference), await audited(inference, '--seed', '4')];

    expect(ofTraining).toMatchObject({ runId: training, seed: 3, verdict: 'identical', digests: before.digests });
    expect(ofInference[1]).toMatchObject({ runId: inference, seed: 4, verdict: 'identical' });
    expect(ofInference[1]?.digests).toEqual(ofInference[0]?.digests);
    expect(JSON.parse(await optaic('--json', 'certificate', `${PREDICTIONS}@1`))).toEqual(ofInference[1]);
    const { items } = await app.as('viewer').call('listActivities', {
      query: { resource: urn.dataset(PREDICTIONS, 1) },
    });
    expect(items.map(({ action }) => action)).toEqual(['dataset.version_certified', 'dataset.version_certified']);
    expect(app.runtime.denials()).toEqual([]);
  }, 60_000);

  it('says what cannot be audited, and what has no certificate', async () => {
    const researcher = app.as('researcher');
    const { items } = await researcher.call('listTrainingRuns', { parameters: { instance: INSTANCE } });
    const audit = items.find(({ mode }) => mode === 'pit-audit');
    const codeOf = (call: Promise<unknown>) =>
      call.then(
        () => 'nothing',
        (error: unknown) => (error instanceof ApiError ? `${error.status} ${error.code}` : String(error)),
      );

    const parameters = { run: audit?.id ?? training };
    expect(await codeOf(researcher.call('startPitAudit', { parameters, body: {} }))).toMatch(
      /^4\d\d run\.not_auditable$/,
    );
    expect(await codeOf(app.as('viewer').call('startPitAudit', { parameters: { run: training }, body: {} }))).toMatch(
      /^403 /,
    );
    const features = { name: DatasetNameSchema.parse('features_audited'), version: 1 };
    expect(await codeOf(researcher.call('getDatasetCertificate', { parameters: features }))).toBe(
      '404 certificate.not_found',
    );
    expect((await researcher.call('listModelVersions', { parameters: { instance: INSTANCE } })).items).toHaveLength(1);
  });
});
