import { EvaluateBacktestInputSchema } from '@optaic/mlops/pipeline/evaluate-backtest';
import { MonitorBacktestInputSchema } from '@optaic/mlops/pipeline/monitor-backtest';
import { RecordBacktestInputSchema } from '@optaic/mlops/pipeline/record-backtest';
import { describe, expect, it } from 'vitest';
import { type Answers, runStateMachine, thrown } from '../support/run-state-machine.ts';

const RESULT = { reportKey: 'report.json', trialId: 'a', line: 'members.labels', trials: 1, metrics: {}, notes: [] };

const HAPPY: Answers = {
  Plan: () => ({ planKey: 'plan.json', segments: [0, 1] }),
  'Monitor segment': (payload) => ({ driftKey: `segment-${Object(payload).segment}.json` }),
  Evaluate: () => ({ reportKey: 'report.json' }),
  Record: () => ({ result: RESULT }),
  Complete: () => ({}),
  'Record failure': () => ({}),
};

const run = (changed: Answers = {}) => runStateMachine('backtest', { ...HAPPY, ...changed });

describe('the backtest machine', () => {
  it('monitors each segment, evaluates them in their order and completes the run', async () => {
    const { outcome, payloadOf } = await run();

    expect(outcome).toBe('succeeded');
    expect(MonitorBacktestInputSchema.keyof().options.toSorted()).toEqual(keysOf(payloadOf('Monitor segment')));
    expect(EvaluateBacktestInputSchema.keyof().options.toSorted()).toEqual(keysOf(payloadOf('Evaluate')));
    expect(payloadOf('Evaluate')).toMatchObject({
      drifts: [{ driftKey: 'segment-0.json' }, { driftKey: 'segment-1.json' }],
    });
    expect(RecordBacktestInputSchema.keyof().options.toSorted()).toEqual(keysOf(payloadOf('Record')));
    expect(payloadOf('Complete')).toEqual({ runId: 'R', result: RESULT });
  });

  it.each(Object.keys(HAPPY).filter((state) => state !== 'Record failure'))(
    'records the name and message of what %s throws',
    async (state) => {
      const { outcome, payloadOf } = await run({
        [state]: thrown('InvalidInputError', '[lookahead.model] version 2 was trained later'),
      });

      expect(outcome).toBe('failed');
      expect(payloadOf('Record failure')).toEqual({
        runId: 'R',
        failure: { Error: 'InvalidInputError', Cause: '[lookahead.model] version 2 was trained later' },
      });
    },
  );

  it.each(['UnavailableError', 'ConflictError', 'Runtime.ExitError', 'Sandbox.Timedout'])(
    'tries a stage again after %s',
    async (name) => {
      let attempts = 0;
      const { outcome, states } = await run({
        Evaluate: () => (++attempts === 1 ? thrown(name, 'once')() : { reportKey: 'report.json' }),
      });

      expect(outcome).toBe('succeeded');
      expect(attempts).toBe(2);
      expect(states).not.toContain('Record failure');
    },
  );

  it('fails as well when the failure cannot be recorded', async () => {
    const broken = thrown('TypeError', 'a bug');

    expect((await run({ Record: broken, 'Record failure': broken })).outcome).toBe('failed');
  });
});

function keysOf(payload: unknown): string[] {
  return Object.keys(Object(payload)).toSorted();
}
