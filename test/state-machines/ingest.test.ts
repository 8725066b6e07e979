import { readFileSync } from 'node:fs';
import { StateMachine, type StateMachineDefinition } from 'aws-local-stepfunctions';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

const InvocationSchema = z.object({ Payload: z.record(z.string(), z.json()) });

type Answers = Readonly<Record<string, () => z.core.util.JSONType>>;

const HAPPY: Answers = {
  Plan: () => ({ planKey: 'plan.json' }),
  Validate: () => ({ reportKey: 'report.json', rows: 3 }),
  Convert: () => ({ draftKey: 'draft.json' }),
  Commit: () => ({ version: 2, rows: 5, contentDigest: 'd1' }),
  'Record failure': () => ({}),
};

function failing(name: string, message = 'reason'): () => never {
  return () => {
    throw Object.assign(new Error(message), { name });
  };
}

function definition(): StateMachineDefinition {
  const text = readFileSync(`${import.meta.dirname}/../../state-machines/ingest.asl.json`, 'utf8');
  return JSON.parse(text.replace(/\$\{(\w+)\}/g, 'arn:aws:lambda:us-east-1:111122223333:function:$1'));
}

async function run(changed: Answers = {}) {
  const calls: { state: string; payload: unknown }[] = [];
  const handlers = Object.fromEntries(
    Object.entries({ ...HAPPY, ...changed }).map(([state, answer]) => [
      state,
      async (input: unknown) => {
        calls.push({ state, payload: InvocationSchema.parse(input).Payload });
        return { Payload: answer() };
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

describe('the ingest machine', () => {
  it('hands keys from stage to stage', async () => {
    const { outcome, states, payloadOf } = await run();

    expect(outcome).toBe('succeeded');
    expect(states).toEqual(['Plan', 'Validate', 'Convert', 'Commit']);
    expect(payloadOf('Convert')).toEqual({ runId: 'R', planKey: 'plan.json', reportKey: 'report.json' });
    expect(payloadOf('Commit')).toEqual({ runId: 'R', planKey: 'plan.json', draftKey: 'draft.json' });
  });

  it('converts nothing when rows are refused, and records why', async () => {
    const { outcome, states, payloadOf } = await run({
      Validate: failing('InvalidInputError', '[dataset.not_finite] dataset "prices": 1 value'),
    });

    expect(outcome).toBe('failed');
    expect(states).toEqual(['Plan', 'Validate', 'Record failure']);
    expect(payloadOf('Record failure')).toEqual({
      runId: 'R',
      failure: { Error: 'InvalidInputError', Cause: '[dataset.not_finite] dataset "prices": 1 value' },
    });
  });

  it.each(['Plan', 'Validate', 'Convert', 'Commit'])('records what %s throws, a bug included', async (state) => {
    const { outcome, payloadOf } = await run({ [state]: failing('TypeError') });

    expect(outcome).toBe('failed');
    expect(payloadOf('Record failure')).toMatchObject({ failure: { Error: 'TypeError' } });
  });

  it.each(['Plan', 'Validate', 'Convert', 'Commit'])('tries %s again after it was killed', async (state) => {
    let attempts = 0;
    const killedOnce = () => {
      attempts++;
      return attempts === 1 ? failing('Runtime.ExitError')() : (HAPPY[state]?.() ?? {});
    };

    const { outcome, states } = await run({ [state]: killedOnce });

    expect(outcome).toBe('succeeded');
    expect(states.filter((called) => called === state)).toHaveLength(2);
  });

  it('fails as well when the failure cannot be recorded', async () => {
    const { outcome } = await run({ Commit: failing('TypeError'), 'Record failure': failing('TypeError') });

    expect(outcome).toBe('failed');
  });
});
