import { GuardInferenceInputSchema } from '@optaic/mlops/pipeline/guard-inference';
import { PredictInferenceInputSchema } from '@optaic/mlops/pipeline/predict-inference';
import { PublishInferenceInputSchema } from '@optaic/mlops/pipeline/publish-inference';
import { describe, expect, it } from 'vitest';
import { type Answers, runStateMachine, thrown } from '../support/run-state-machine.ts';

const RESULT = { outputVersion: 2, rowsProcessed: 20, decisionDates: ['2020-01-03'] };

const HAPPY: Answers = {
  Plan: () => ({ planKey: 'plan.json', batches: [0, 1] }),
  'Predict batch': ({ batch }) => ({ summaryKey: `batch-${batch}.json` }),
  Guard: () => ({ verdict: 'passed', reportKey: 'report.json', reason: '' }),
  Publish: () => ({ result: RESULT }),
  Complete: () => ({}),
  'Record failure': () => ({}),
};

const run = (changed: Answers = {}) => runStateMachine('inference', { ...HAPPY, ...changed });

describe('the inference machine', () => {
  it('predicts each batch, hands their keys on in order and completes the run with its result', async () => {
    const { outcome, states, payloadOf } = await run();

    expect(outcome).toBe('succeeded');
    expect(states).toEqual(['Plan', 'Predict batch', 'Predict batch', 'Guard', 'Publish', 'Complete']);
    expect(keysOf(payloadOf('Predict batch'))).toEqual(Object.keys(PredictInferenceInputSchema.shape).toSorted());
    expect(keysOf(payloadOf('Guard'))).toEqual(Object.keys(GuardInferenceInputSchema.shape).toSorted());
    expect(keysOf(payloadOf('Publish'))).toEqual(Object.keys(PublishInferenceInputSchema.shape).toSorted());
    expect(payloadOf('Publish')).toMatchObject({ summaryKeys: ['batch-0.json', 'batch-1.json'] });
    expect(payloadOf('Complete')).toEqual({ runId: 'R', result: RESULT });
  });

  it('publishes nothing that its guardrails block, and fails the run with the reason', async () => {
    const reason = '[guardrails.blocked] signal.schema: there is no prediction at all';

    const { outcome, states, payloadOf } = await run({
      Guard: () => ({ verdict: 'blocked', reportKey: 'report.json', reason }),
    });

    expect(outcome).toBe('failed');
    expect(states).not.toContain('Publish');
    expect(payloadOf('Record failure')).toEqual({
      runId: 'R',
      failure: { Error: 'GuardrailsBlocked', Cause: reason },
    });
  });

  it.each(Object.keys(HAPPY).filter((state) => state !== 'Record failure'))(
    'records the name and message of what %s throws',
    async (state) => {
      const { outcome, payloadOf } = await run({ [state]: thrown('InvalidInputError', '[lookahead.model] too late') });

      expect(outcome).toBe('failed');
      expect(payloadOf('Record failure')).toEqual({
        runId: 'R',
        failure: { Error: 'InvalidInputError', Cause: '[lookahead.model] too late' },
      });
    },
  );

  it.each(['UnavailableError', 'ConflictError', 'Runtime.ExitError', 'Sandbox.Timedout', 'Lambda.Unknown'])(
    'tries a publication again after %s',
    async (name) => {
      let attempts = 0;
      const { outcome, states } = await run({
        Publish: () => (++attempts === 1 ? thrown(name, 'once')() : { result: RESULT }),
      });

      expect(outcome).toBe('succeeded');
      expect(states.filter((state) => state === 'Publish')).toHaveLength(2);
      expect(states).not.toContain('Record failure');
    },
  );

  it('fails as well when the failure cannot be recorded', async () => {
    const broken = thrown('TypeError', 'a bug');

    expect((await run({ Plan: broken, 'Record failure': broken })).outcome).toBe('failed');
  });
});

function keysOf(payload: unknown): string[] {
  return Object.keys(Object(payload)).toSorted();
}
