import { readFileSync } from 'node:fs';
import { StateMachine, type StateMachineDefinition } from 'aws-local-stepfunctions';
import { z } from 'zod';

const InvocationSchema = z.object({ Payload: z.record(z.string(), z.json()) });

type Json = z.core.util.JSONType;

/** What a function answers, or throws, by the name of its state. */
export type Answers = Readonly<Record<string, (payload: Readonly<Record<string, Json>>) => Json>>;

export interface MachineRun {
  readonly outcome: 'succeeded' | 'failed';
  /** The Tasks that were run, in order, attempts included. */
  readonly states: readonly string[];
  /** What a Task was first handed; undefined when it was not run. */
  payloadOf(state: string): unknown;
}

/** Runs a machine of `state-machines/` with functions that only answer; retries follow at once. */
export async function runStateMachine(name: string, answers: Answers): Promise<MachineRun> {
  const calls: { state: string; payload: unknown }[] = [];
  const handlers = Object.fromEntries(
    Object.entries(answers).map(([state, answer]) => [
      state,
      async (input: unknown) => {
        const { Payload: payload } = InvocationSchema.parse(input);
        calls.push({ state, payload });
        return { Payload: answer(payload) };
      },
    ]),
  );
  const execution = new StateMachine(definitionOf(name)).run(
    { runId: 'R' },
    {
      overrides: {
        taskResourceLocalHandlers: handlers,
        retryIntervalOverrides: Object.fromEntries(Object.keys(answers).map((state) => [state, 0.001])),
      },
    },
  );
  const outcome = await execution.result.then(
    () => 'succeeded' as const,
    () => 'failed' as const,
  );
  return {
    outcome,
    states: calls.map(({ state }) => state),
    payloadOf: (state) => calls.find((call) => call.state === state)?.payload,
  };
}

/** An error as Lambda reports it: a name and a message. */
export function thrown(name: string, message: string): () => never {
  return () => {
    throw Object.assign(new Error(message), { name });
  };
}

function definitionOf(name: string): StateMachineDefinition {
  const text = readFileSync(`${import.meta.dirname}/../../state-machines/${name}.asl.json`, 'utf8');
  return JSON.parse(text.replace(/\$\{(\w+)\}/g, 'arn:aws:lambda:us-east-1:111122223333:function:$1'));
}
