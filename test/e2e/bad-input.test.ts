import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { ApiError, createApiClient } from '@optaic/mlops/api';
import { CalendarDateSchema, DatasetNameSchema, InstanceIdSchema, SemanticVersionSchema } from '@optaic/mlops/base';
import type { RunRecord } from '@optaic/mlops/registry/records';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitForRun } from '../../cli/wait-for-run.ts';
import { addedActivities, readActivityLog } from './support/activity-log.ts';
import { type EmbeddedApp, openEmbeddedApp } from './support/embedded-app.ts';
import { featuresOf, prepareInstance, prepareMarket, runInstance } from './support/small-cycle.ts';
import { PREDICT_AS_OF, smallInstance } from './support/small-market.ts';

const ID = 'judged';
const instance = InstanceIdSchema.parse(ID);
const at = (day: string) => ({ asOf: CalendarDateSchema.parse(day), clock: 'simulated' }) as const;

async function refusal(request: Promise<unknown>): Promise<{ status: number; code: string; message: string }> {
  const error = await request.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ApiError)) throw new Error(`expected the API to refuse, got ${String(error)}`);
  return { status: error.status, code: error.code, message: error.message };
}

describe('bad input', () => {
  let app: EmbeddedApp;

  beforeAll(async () => {
    app = await openEmbeddedApp();
    await prepareMarket(app.as('researcher'), app.directory);
    await prepareInstance(app.as('researcher'), app.directory, ID);
    await runInstance({ researcher: app.as('researcher'), approver: app.as('approver') }, ID);
  }, 60_000);

  afterAll(() => app[Symbol.asyncDispose]());

  /** Refused at the door: one clear error, and not one activity more than before. */
  async function refusedAtTheDoor(request: () => Promise<unknown>) {
    const before = await readActivityLog(app.as('viewer'));
    const answer = await refusal(request());
    expect(await readActivityLog(app.as('viewer'))).toEqual(before);
    return answer;
  }

  /** Refused by the run: it ends as failed, and nothing but the run's own story is recorded. */
  async function failedRun(kind: 'training' | 'inference', request: () => Promise<RunRecord>) {
    const before = await readActivityLog(app.as('viewer'));
    const run = await waitForRun(app.as('viewer'), (await request()).id);
    await app.runtime.idle();
    const added = addedActivities(before, await readActivityLog(app.as('viewer')));
    expect(run.status).toBe('failed');
    expect(added).toMatchObject({ [`${kind}.requested`]: 1, [`${kind}.failed`]: 1 });
    expect(Object.keys(added).filter((action) => !action.startsWith(`${kind}.`))).toEqual([]);
    return run.error;
  }

  it('refuses an unknown version of a definition by its name', async () => {
    const body = smallInstance('Other', featuresOf(ID));
    const answer = await refusedAtTheDoor(() =>
      app.as('researcher').call('createInstance', {
        body: { ...body, definition: { ...body.definition, version: SemanticVersionSchema.parse('9.9.9') } },
      }),
    );

    expect(answer).toMatchObject({ status: 404, code: 'definition.version_not_found' });
    expect(answer.message).toContain('9.9.9');
  });

  it('refuses an instance over a dataset that does not exist', async () => {
    const answer = await refusedAtTheDoor(() =>
      app.as('researcher').call('createInstance', { body: smallInstance('Other', DatasetNameSchema.parse('nowhere')) }),
    );

    expect(answer).toMatchObject({ status: 404, code: 'dataset.not_found' });
    expect(answer.message).toContain('nowhere');
  });

  it('refuses a feature column that does not exist', async () => {
    const body = smallInstance('Other', featuresOf(ID));
    const answer = await refusedAtTheDoor(() =>
      app.as('researcher').call('createInstance', {
        body: { ...body, config: { ...body.config, featureColumns: ['momentum', 'astrology'] } },
      }),
    );

    expect(answer).toMatchObject({ status: 422, code: 'instance.unknown_feature' });
    expect(answer.message).toContain('astrology');
  });

  it('fails a training as of a time before the dataset’s first row', async () => {
    const error = await failedRun('training', () =>
      app.as('researcher').call('startTraining', { parameters: { instance }, body: at('2001-01-01') }),
    );

    expect(error?.code).toMatch(/^dataset\.not_known/);
    expect(error?.message).toContain('2001-01-01');
  });

  it('fails an inference as of a time before the model’s training', async () => {
    const error = await failedRun('inference', () =>
      app.as('researcher').call('startInference', { parameters: { instance }, body: at('2019-09-02') }),
    );

    expect(error?.code).toBe('lookahead.model');
  });

  it('answers 401 to a missing, an expired and a forged token', async () => {
    const expired = await app.runtime.issueToken({ subject: 'ann', groups: ['admin'], expiresInSeconds: -60 });
    const [header, , signature] = app.runtime.tokens.viewer.split('.');
    const claims = Buffer.from(JSON.stringify({ sub: 'eve', 'cognito:groups': ['admin'] })).toString('base64url');
    for (const token of ['', expired, `${header}.${claims}.${signature}`]) {
      const client = createApiClient({ url: app.runtime.url, token });
      const answer = await refusedAtTheDoor(() =>
        client.call('createInstance', { body: smallInstance('Other', featuresOf(ID)) }),
      );
      expect(answer).toMatchObject({ status: 401, code: 'api.token_refused' });
    }
  });

  it('answers 400 to a payload that is not JSON', async () => {
    const before = await readActivityLog(app.as('viewer'));
    const response = await fetch(`${app.runtime.url}/v1/instances`, {
      method: 'POST',
      headers: { authorization: `Bearer ${app.runtime.tokens.researcher}`, 'content-type': 'application/json' },
      body: '{"id":',
    });

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'request.body_not_json' });
    expect(await readActivityLog(app.as('viewer'))).toEqual(before);
  });

  it('fails an inference whose model’s bytes are not those that were registered', async () => {
    const version = await app.as('viewer').call('getModelVersion', { parameters: { instance, version: 1 } });
    const s3 = new S3Client({ ...app.runtime.aws, forcePathStyle: true });
    const Bucket = app.runtime.nameOf('AWS::S3::Bucket', 'ArtifactsBucket');
    await s3.send(new PutObjectCommand({ Bucket, Key: version.onnxKey, Body: 'not the model' }));

    const error = await failedRun('inference', () =>
      app.as('researcher').call('startInference', { parameters: { instance }, body: at(PREDICT_AS_OF) }),
    );

    expect(error?.name).toBe('IntegrityError');
    expect(error?.code).toBe('artifact.digest_mismatch');
    s3.destroy();
  });
});
