import { describe, expect, it } from 'vitest';
import { arn, type FixtureAssembly, lambda, role } from '../fixtures/assembly-builder.ts';
import { startFixture } from '../fixtures/start-fixture.ts';

const PID = 'exports.handler = async ({ n }) => ({ n, pid: process.pid });';
/** Waits for another function's answer. */
const CALLER = `
const { LambdaClient, InvokeCommand } = require('@aws-sdk/client-lambda');
exports.handler = async (event) => {
  const { Payload } = await new LambdaClient({}).send(new InvokeCommand({ FunctionName: process.env.OTHER, Payload: JSON.stringify(event) }));
  return JSON.parse(Buffer.from(Payload).toString());
};`;

const pooled: FixtureAssembly = {
  functions: { pid: PID, caller: CALLER },
  stacks: {
    Only: {
      Resources: {
        Role: role(['lambda:InvokeFunction', arn('A')]),
        A: lambda('pid', 'Role'),
        B: lambda('pid', 'Role'),
        Caller: lambda('caller', 'Role', { Environment: { Variables: { OTHER: { Ref: 'A' } } } }),
      },
    },
  },
};

describe('FunctionPool', () => {
  it('answers every invocation when more wait than may run, each function in its own process', async () => {
    const { runtime } = await startFixture(pooled, { maxWarmProcesses: 2 });
    const calls = Array.from({ length: 12 }, (_, n) => runtime.invoke(n % 3 === 0 ? 'Only/A' : 'Only/B', { n }));

    const answers = await Promise.all(calls);

    expect(answers.map((answer) => JSON.parse(JSON.stringify(answer)).n)).toEqual(
      Array.from({ length: 12 }, (_, n) => n),
    );
  });

  it('lets a function that waits for another one exceed the bound, which would else stand still', async () => {
    const { runtime } = await startFixture(pooled, { maxWarmProcesses: 1 });

    expect(await runtime.invoke('Only/Caller', { n: 7 })).toMatchObject({ n: 7 });
  });
});
