import { CertifyPitAuditInputSchema } from '@optaic/mlops/pipeline/certify-pit-audit';
import { RepeatPitAuditInputSchema } from '@optaic/mlops/pipeline/repeat-pit-audit';
import { describe, expect, it } from 'vitest';
import { type Answers, runStateMachine, thrown } from '../support/run-state-machine.ts';

const RESULT = {
  auditedRunId: 'A',
  certified: 'model:X@1',
  verdict: 'different',
  grade: 'C',
  certificateKey: 'c.json',
};

const HAPPY: Answers = {
  Plan: () => ({ planKey: 'plan.json' }),
  Repeat: () => ({ certificateKey: 'certificate.json' }),
  Certify: () => ({ result: RESULT }),
  Complete: () => ({}),
  'Record failure': () => ({}),
};

const run = (changed: Answers = {}) => runStateMachine('pit-audit', { ...HAPPY, ...changed });

describe('the pit-audit machine', () => {
  it('hands keys from stage to stage and completes the run whatever the verdict', async () => {
    const { outcome, states, payloadOf } = await run();

    expect(outcome).toBe('succeeded');
    expect(states).toEqual(['Plan', 'Repeat', 'Certify', 'Complete']);
    expect(Object.keys(RepeatPitAuditInputSchema.shape).toSorted()).toEqual(keysOf(payloadOf('Repeat')));
    expect(Object.keys(CertifyPitAuditInputSchema.shape).toSorted()).toEqual(keysOf(payloadOf('Certify')));
    expect(payloadOf('Complete')).toEqual({ runId: 'R', result: RESULT });
  });

  it.each(Object.keys(HAPPY).filter((state) => state !== 'Record failure'))(
    'records the name and message of what %s throws',
    async (state) => {
      const { outcome, payloadOf } = await run({
        [state]: thrown('IntegrityError', '[audit.poisoned_run_failed] it looks ahead'),
      });

      expect(outcome).toBe('failed');
      expect(payloadOf('Record failure')).toEqual({
        runId: 'R',
        failure: { Error: 'IntegrityError', Cause: '[audit.poisoned_run_failed] it looks ahead' },
      });
    },
  );

  it.each(['UnavailableError', 'ConflictError', 'Runtime.ExitError', 'Sandbox.Timedout'])(
    'tries a stage again after %s',
    async (name) => {
      let attempts = 0;
      const { outcome, states } = await run({
        Repeat: () => (++attempts === 1 ? thrown(name, 'once')() : { certificateKey: 'certificate.json' }),
      });

      expect(outcome).toBe('succeeded');
      expect(attempts).toBe(2);
      expect(states).not.toContain('Record failure');
    },
  );

  it('fails as well when the failure cannot be recorded', async () => {
    const broken = thrown('TypeError', 'a bug');

    expect((await run({ Certify: broken, 'Record failure': broken })).outcome).toBe('failed');
  });
});

function keysOf(payload: unknown): string[] {
  return Object.keys(Object(payload)).toSorted();
}
