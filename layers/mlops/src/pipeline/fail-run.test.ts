import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EmbeddedRegistry, openEmbeddedRegistry } from '../../../../test/support/embedded-registry.ts';
import { NOW, newRun, runningRun, writing } from '../../../../test/support/registry-fixtures.ts';
import { failRun } from './fail-run.ts';
import { ReconcileRunInputSchema, reconcileRun } from './reconcile-run.ts';

const failure = { Error: 'IntegrityError', Cause: '{"errorMessage":"[model.parity_broken] a leaf moved by 1e-3"}' };

describe('failing a run', () => {
  let embedded: EmbeddedRegistry;
  beforeAll(async () => {
    embedded = await openEmbeddedRegistry();
  });
  afterAll(() => embedded[Symbol.asyncDispose]());

  const services = () => ({ registry: embedded.registry, now: () => NOW });
  const run = (purpose: string) => runningRun(embedded.registry, newRun(purpose, 'training'));

  describe('failRun', () => {
    it("records the error's name, code and message, once", async () => {
      const runId = await run('fail');

      const outputs = [await failRun({ runId, failure }, services()), await failRun({ runId, failure }, services())];

      expect(outputs).toEqual(Array(2).fill({ runId, status: 'failed' }));
      expect((await embedded.registry.runs.getRun(runId)).error).toEqual({
        name: 'IntegrityError',
        code: 'model.parity_broken',
        message: 'a leaf moved by 1e-3',
      });
      const log = await embedded.registry.activities.listActivitiesByCorrelation(runId);
      expect(log.items.map(({ action }) => action)).toEqual(['training.failed']);
    });

    it('fails a run whose plan never started it', async () => {
      const pending = newRun('never started', 'training');
      await embedded.registry.runs.requestRun(pending, writing());

      expect(await failRun({ runId: pending.id, failure }, services())).toMatchObject({ status: 'failed' });
    });

    it('leaves a completed run what it is', async () => {
      const runId = await run('completed');
      await embedded.registry.runs.completeRun(runId, {}, writing());

      expect(await failRun({ runId, failure }, services())).toEqual({ runId, status: 'completed' });
    });
  });

  describe('reconcileRun', () => {
    /** As EventBridge delivers it. @see https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html */
    const event = (name: string, detail: object) => ({
      version: '0',
      id: '315c1398-40ff-a850-213b-158f73e60175',
      'detail-type': 'Step Functions Execution Status Change',
      source: 'aws.states',
      account: '111122223333',
      time: '2019-02-26T19:42:21Z',
      region: 'us-east-1',
      resources: [`arn:aws:states:us-east-1:111122223333:execution:training:${name}`],
      detail: {
        executionArn: `arn:aws:states:us-east-1:111122223333:execution:training:${name}`,
        stateMachineArn: 'arn:aws:states:us-east-1:111122223333:stateMachine:training',
        name,
        startDate: 1551225146847,
        stopDate: 1551225151881,
        input: '{}',
        inputDetails: { included: true },
        output: null,
        outputDetails: null,
        ...detail,
      },
    });

    it.each([
      ['FAILED', { error: failure.Error, cause: failure.Cause }, 'IntegrityError'],
      ['TIMED_OUT', { error: null, cause: null }, 'States.Timeout'],
      ['ABORTED', {}, 'States.Aborted'],
    ])('fails the run of an execution that ended %s', async (status, detail, name) => {
      const runId = await run(`reconcile ${status}`);

      await reconcileRun(ReconcileRunInputSchema.parse(event(runId, { status, ...detail })), services());

      const { error } = await embedded.registry.runs.getRun(runId);
      expect(error?.name).toBe(name);
      expect(error?.message).not.toBe('');
    });

    it('leaves a run that its own Catch has closed', async () => {
      const runId = await run('closed');
      await failRun({ runId, failure }, services());
      const closed = await embedded.registry.runs.getRun(runId);

      await reconcileRun(ReconcileRunInputSchema.parse(event(runId, { status: 'FAILED' })), services());

      expect(await embedded.registry.runs.getRun(runId)).toEqual(closed);
    });

    it.each([{ status: 'SUCCEEDED' }, { status: 'FAILED', name: 'started-by-hand' }])('refuses %o', (detail) => {
      expect(ReconcileRunInputSchema.safeParse(event('01ARYZ6S410000000000000000', detail)).success).toBe(false);
    });
  });
});
