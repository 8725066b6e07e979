import { readFileSync } from 'node:fs';
import { StateMachine, type StateMachineDefinition } from 'aws-local-stepfunctions';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

const InvocationSchema = z.object({ Payload: z.record(z.string(), z.json()) });

/** What a function answers, or throws, by the name of its state. */
type Answers = Readonly<
  Record<string, (payload: Readonly<Record<string, z.core.util.JSONType>>) => z.core.util.JSONType>
>;

const HAPPY: Answers = {
  Plan: () => ({ planKey: 'plan.json', batches: [{ index: 0 }, { index: 1 }] }),
  'Profile batch': ({ batch }) => ({ frameKey: `window-${JSON.stringify(batch)}` }),
  'Check drift': () => ({ driftKey: 'drift.json' }),
  'Check performance': () => ({ performanceKey: 'performance.json' }),
  Report: () => ({ reportKey: 'report.json' }),
  Alert: () => ({ result: { alert: 'none' } }),
  Complete: () => ({}),
  'Record failure': () => ({}),
};

function failure(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

function definition(): StateMachineDefinition {
  const text = readFileSync(`${import.meta.dirname}/../../state-machines/monitoring.asl.json`, 'utf8');
  return JSON.parse(text.replace(/\$\{(\w+)\}/g, 'arn:aws:lambda:us-east-1:111122223333:function:$1'));
}

async function run(changed: Answers = {}) {
  const calls: { state: string; payload: unknown }[] = [];
  const handlers = Object.fromEntries(
    Object.entries({ ...HAPPY, ...changed }).map(([state, answer]) => [
      state,
      async (input: unknown) => {
        const { Payload: payload } = InvocationSchema.parse(input);
        calls.push({ state, payload });
        return { Payload: answer(payload) };
      },
    ]),
  );
  const execution = new StateMachine(definition()).run(
    { runId: 'R' },
    {
      overrides: {
        taskResourceLocalHandlers: handlers,
        retryIntervalOverrides: Object.fromEntries(Object.keys(HAPPY).map((state) => [state, 0.001])),
      },
    },
  );
  const outcome = await execution.result.then(
    () => 'succeeded',
    () => 'failed',
  );
  const payloadOf = (state: string) => calls.find((call) => call.state === state)?.payload;
  return { outcome, states: calls.map(({ state }) => state), payloadOf };
}

describe('the monitoring machine', () => {
  it('hands keys from stage to stage and completes the run with its result', async () => {
    const { outcome, payloadOf } = await run();

    expect(outcome).toBe('succeeded');
    expect(payloadOf('Check drift')).toEqual({
      runId: 'R',
      planKey: 'plan.json',
      frames: [{ frameKey: 'window-{"index":0}' }, { frameKey: 'window-{"index":1}' }],
    });
    expect(payloadOf('Report')).toEqual({
      runId: 'R',
      planKey: 'plan.json',
      driftKey: 'drift.json',
      performanceKey: 'performance.json',
    });
    expect(payloadOf('Complete')).toEqual({ runId: 'R', result: { alert: 'none' } });
  });

  it.each(Object.keys(HAPPY).filter((state) => state !== 'Record failure'))(
    'records the name and message of what %s throws',
    async (state) => {
      const thrown = () => {
        throw failure('InvalidInputError', '[drift.no_values] feature a has none');
      };

      const { outcome, payloadOf } = await run({ [state]: thrown });

      expect(outcome).toBe('failed');
      expect(payloadOf('Record failure')).toEqual({
        runId: 'R',
        failure: { Error: 'InvalidInputError', Cause: '[drift.no_values] feature a has none' },
      });
    },
  );

  it.each(['UnavailableError', 'ConflictError', 'Runtime.ExitError', 'Sandbox.Timedout', 'Lambda.Unknown'])(
    'tries a batch again after %s',
    async (name) => {
      let attempts = 0;
      const flaky: Answers['Plan'] = () => {
        attempts++;
        if (attempts === 1) throw failure(name, 'once');
        return { frameKey: 'window' };
      };

      const { outcome, states } = await run({ 'Profile batch': flaky });

      expect(outcome).toBe('succeeded');
      expect(attempts).toBe(3);
      expect(states).not.toContain('Record failure');
    },
  );

  it('tries nothing again that a second attempt cannot mend', async () => {
    let attempts = 0;
    const broken = () => {
      attempts++;
      throw failure('TypeError', 'a bug');
    };

    const { outcome, payloadOf } = await run({ 'Check performance': broken });

    expect(outcome).toBe('failed');
    expect(attempts).toBe(1);
    expect(payloadOf('Record failure')).toMatchObject({ failure: { Error: 'TypeError' } });
  });

  it('fails as well when the failure cannot be recorded', async () => {
    const broken = () => {
      throw failure('TypeError', 'a bug');
    };

    expect((await run({ Alert: broken, 'Record failure': broken })).outcome).toBe('failed');
  });
});
