import { readFileSync } from 'node:fs';
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { describe, expect, it } from 'vitest';
import { arn, type FixtureAssembly, lambda, role } from '../fixtures/assembly-builder.ts';
import { newStateDir, startFixture } from '../fixtures/start-fixture.ts';
import type { Runtime, RuntimeOptions } from '../runtime.ts';

const STEP = `
let seen = 0;
exports.handler = async ({ size = 0, fail, hang, start }) => {
  seen += 1;
  if (hang) await new Promise(() => {});
  if (fail && seen <= fail) throw Object.assign(new Error('not yet'), { name: 'UnavailableError' });
  return { text: 'x'.repeat(size), seen, start };
};`;
const NOTE =
  "exports.handler = async ({ detail }) => { require('node:fs').appendFileSync(process.env.FILE, detail.status + ' ' + detail.name + '\\n'); };";

const task = (more: object = {}): object => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Parameters: { FunctionName: { 'Fn::GetAtt': ['Step', 'Arn'] }, 'Payload.$': '$' },
  OutputPath: '$.Payload',
  TimeoutSeconds: 20,
  End: true,
  ...more,
});

function machine(state: object, { file = '', grant = true } = {}): FixtureAssembly {
  return {
    functions: { step: STEP, note: NOTE },
    stacks: {
      Only: {
        Resources: {
          Role: role(),
          Step: lambda('step', 'Role'),
          Note: lambda('note', 'Role', { Environment: { Variables: { FILE: file } } }),
          MachineRole: grant ? role(['lambda:InvokeFunction', arn('Step')]) : role(),
          Machine: {
            Type: 'AWS::StepFunctions::StateMachine',
            Properties: { RoleArn: arn('MachineRole'), Definition: { StartAt: 'Step', States: { Step: state } } },
          },
          OnEnd: {
            Type: 'AWS::Events::Rule',
            Properties: {
              EventPattern: { source: ['aws.states'], detail: { status: ['FAILED', 'ABORTED', 'TIMED_OUT'] } },
              Targets: [{ Id: 'Note', Arn: arn('Note') }],
            },
          },
          Allow: {
            Type: 'AWS::Lambda::Permission',
            Properties: {
              Action: 'lambda:InvokeFunction',
              FunctionName: arn('Note'),
              Principal: 'events.amazonaws.com',
              SourceArn: arn('OnEnd'),
            },
          },
        },
        Outputs: { MachineArn: { Value: { Ref: 'Machine' } } },
      },
    },
  };
}

async function started(runtime: Runtime, input: object): Promise<string> {
  const stateMachineArn = String(runtime.outputs['Only.MachineArn']);
  const answer = await new SFNClient(runtime.aws).send(
    new StartExecutionCommand({ stateMachineArn, name: 'run', input: JSON.stringify(input) }),
  );
  return answer.executionArn ?? '';
}

async function run(assembly: FixtureAssembly, input: object, options: Partial<RuntimeOptions> = {}) {
  const { runtime } = await startFixture(assembly, options);
  const executionArn = await started(runtime, input);
  await runtime.idle();
  const ended = await new SFNClient(runtime.aws).send(new DescribeExecutionCommand({ executionArn }));
  return { ...ended, runtime, executionArn };
}

describe('Executions', () => {
  it('retries by name, with scaled pauses', async () => {
    const retry = [{ ErrorEquals: ['UnavailableError'], IntervalSeconds: 60, MaxAttempts: 3, BackoffRate: 2 }];

    const { status, output, runtime, executionArn } = await run(
      machine(task({ Retry: retry })),
      { fail: 2 },
      { retryScale: 0.0001 },
    );
    const { events = [] } = await new SFNClient(runtime.aws).send(new GetExecutionHistoryCommand({ executionArn }));

    expect(status).toBe('SUCCEEDED');
    expect(JSON.parse(output ?? '')).toMatchObject({ seen: 3 });
    expect(events.map(({ type }) => String(type)).filter((type) => type === 'StateRetried')).toHaveLength(2);
  });

  it('fails a task whose output is above 256 KiB, whatever catches States.ALL', async () => {
    const caught = task({ Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Step' }] });

    const { status, error, cause } = await run(machine(caught), { size: 300_000 });

    expect([status, error]).toEqual(['FAILED', 'States.DataLimitExceeded']);
    expect(cause).toMatch(/the output of the task is 300\d+ bytes; the limit is 262144/);
  });

  it('fails with the denial when the machine’s role may not invoke', async () => {
    const { error, cause } = await run(machine(task(), { grant: false }), {});

    expect(error).toBe('Lambda.AWSLambdaException');
    expect(cause).toMatch(
      /assumed-role\/Only-MachineRole-\w+\/run is not authorized to perform: lambda:InvokeFunction/,
    );
  });

  it('tells the default bus how an execution ended', async () => {
    const file = `${newStateDir()}-ends`;

    await run(machine(task(), { file }), { fail: 1 });

    expect(readFileSync(file, 'utf8')).toBe('FAILED run\n');
  });

  it('stops an execution, and tells the bus that it was aborted', async () => {
    const file = `${newStateDir()}-ends`;
    const { runtime } = await startFixture(machine({ Type: 'Wait', Seconds: 600, End: true }, { file }));
    const sfn = new SFNClient(runtime.aws);
    const executionArn = await started(runtime, {});

    await sfn.send(new StopExecutionCommand({ executionArn, error: 'Cancelled', cause: 'by a person' }));
    await runtime.idle();

    const stateMachineArn = String(runtime.outputs['Only.MachineArn']);
    const { executions } = await sfn.send(new ListExecutionsCommand({ stateMachineArn, statusFilter: 'ABORTED' }));
    expect(executions).toMatchObject([{ name: 'run', status: 'ABORTED' }]);
    expect(await sfn.send(new DescribeExecutionCommand({ executionArn }))).toMatchObject({ error: 'Cancelled' });
    expect(readFileSync(file, 'utf8')).toBe('ABORTED run\n');
  });

  it('gives every task the time at which the execution started', async () => {
    const parameters = {
      FunctionName: { 'Fn::GetAtt': ['Step', 'Arn'] },
      Payload: { 'start.$': '$$.Execution.StartTime' },
    };

    const { output, startDate } = await run(machine(task({ Parameters: parameters })), {});

    expect(JSON.parse(output ?? '').start).toBe(startDate?.toISOString());
  });

  it.each([
    [task({ HeartbeatSeconds: 5 }), 'state_machine.invalid_definition', 'Step.HeartbeatSeconds'],
    [task({ Resource: 'arn:aws:states:::sqs:sendMessage' }), 'state_machine.unknown_integration', 'sqs:sendMessage'],
    [task({ Next: 'Nowhere' }), 'state_machine.invalid_definition', 'Only/Machine'],
  ])('refuses a definition that it cannot act on: %#', async (state, code, named) => {
    await expect(startFixture(machine(state))).rejects.toMatchObject({ code, message: expect.stringContaining(named) });
  });
});
