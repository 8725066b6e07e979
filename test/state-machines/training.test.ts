import { AuditTrainingInputSchema } from '@optaic/mlops/pipeline/audit-training';
import { CheckLeaksInputSchema } from '@optaic/mlops/pipeline/check-leaks';
import { EvaluateTrainingInputSchema } from '@optaic/mlops/pipeline/evaluate-training';
import { GuardTrainingInputSchema } from '@optaic/mlops/pipeline/guard-training';
import { RegisterTrainingInputSchema } from '@optaic/mlops/pipeline/register-training';
import { describe, expect, it } from 'vitest';
import { type Answers, runStateMachine, thrown } from '../support/run-state-machine.ts';

const RESULT = { modelVersion: 3, modelDigest: 'ab', metrics: { meanRankInformationCoefficient: 0.03 } };

const HAPPY: Answers = {
  Plan: () => ({ planKey: 'plan.json' }),
  Prepare: () => ({ summaryKey: 'summary.json' }),
  Fit: () => ({ fitKey: 'fit.json' }),
  Evaluate: () => ({ evaluationKey: 'evaluation.json', baselineKey: 'baseline.json' }),
  'Check leaks': () => ({ leaksKey: 'leaks.json' }),
  Audit: () => ({ certificateKey: 'certificate.json' }),
  Guard: () => ({ verdict: 'warned', reportKey: 'report.json', reason: '' }),
  Register: () => ({ modelVersion: 3, promotesItself: false, result: RESULT }),
  Promote: () => ({ promotedVersion: 3 }),
  Complete: () => ({}),
  'Record failure': () => ({}),
};

const run = (changed: Answers = {}) => runStateMachine('training', { ...HAPPY, ...changed });

describe('the training machine', () => {
  it('hands keys from stage to stage and completes the run with its result', async () => {
    const { outcome, states, payloadOf } = await run();

    expect(outcome).toBe('succeeded');
    expect(states).toEqual([
      'Plan',
      'Prepare',
      'Fit',
      'Evaluate',
      'Check leaks',
      'Audit',
      'Guard',
      'Register',
      'Complete',
    ]);
    expect(Object.keys(EvaluateTrainingInputSchema.shape).toSorted()).toEqual(keysOf(payloadOf('Evaluate')));
    expect(Object.keys(CheckLeaksInputSchema.shape).toSorted()).toEqual(keysOf(payloadOf('Check leaks')));
    expect(Object.keys(AuditTrainingInputSchema.shape).toSorted()).toEqual(keysOf(payloadOf('Audit')));
    expect(Object.keys(GuardTrainingInputSchema.shape).toSorted()).toEqual(keysOf(payloadOf('Guard')));
    expect(Object.keys(RegisterTrainingInputSchema.shape).toSorted()).toEqual(keysOf(payloadOf('Register')));
    expect(payloadOf('Complete')).toEqual({ runId: 'R', result: RESULT });
  });

  it('promotes a version that promotes itself', async () => {
    const { states, payloadOf } = await run({
      Register: () => ({ modelVersion: 3, promotesItself: true, result: RESULT }),
    });

    expect(states.slice(-2)).toEqual(['Promote', 'Complete']);
    expect(payloadOf('Promote')).toEqual({ runId: 'R', planKey: 'plan.json', modelVersion: 3 });
  });

  it('registers nothing that its guardrails block, and fails the run with the reason', async () => {
    const reason = '[guardrails.blocked] model.parity: scores differ';

    const { outcome, states, payloadOf } = await run({
      Guard: () => ({ verdict: 'blocked', reportKey: 'report.json', reason }),
    });

    expect(outcome).toBe('failed');
    expect(states).not.toContain('Register');
    expect(payloadOf('Record failure')).toEqual({
      runId: 'R',
      failure: { Error: 'GuardrailsBlocked', Cause: reason },
    });
  });

  it.each(Object.keys(HAPPY).filter((state) => state !== 'Record failure'))(
    'records the name and message of what %s throws',
    async (state) => {
      const { outcome, payloadOf } = await run({
        Register: () => ({ modelVersion: 3, promotesItself: true, result: RESULT }),
        [state]: thrown('InvalidInputError', '[frame.feature_unknown] no such column'),
      });

      expect(outcome).toBe('failed');
      expect(payloadOf('Record failure')).toEqual({
        runId: 'R',
        failure: { Error: 'InvalidInputError', Cause: '[frame.feature_unknown] no such column' },
      });
    },
  );

  it.each(['UnavailableError', 'ConflictError', 'Runtime.ExitError', 'Sandbox.Timedout', 'Lambda.Unknown'])(
    'tries a stage again after %s',
    async (name) => {
      let attempts = 0;
      const { outcome, states } = await run({
        Fit: () => (++attempts === 1 ? thrown(name, 'once')() : { fitKey: 'fit.json' }),
      });

      expect(outcome).toBe('succeeded');
      expect(attempts).toBe(2);
      expect(states).not.toContain('Record failure');
    },
  );

  it('tries nothing again that a second attempt cannot mend', async () => {
    const { outcome, states, payloadOf } = await run({ Fit: thrown('TypeError', 'a bug') });

    expect(outcome).toBe('failed');
    expect(states.filter((state) => state === 'Fit')).toHaveLength(1);
    expect(payloadOf('Record failure')).toMatchObject({ failure: { Error: 'TypeError' } });
  });

  it('fails as well when the failure cannot be recorded', async () => {
    const broken = thrown('TypeError', 'a bug');

    expect((await run({ Register: broken, 'Record failure': broken })).outcome).toBe('failed');
  });
});

function keysOf(payload: unknown): string[] {
  return Object.keys(Object(payload)).toSorted();
}
