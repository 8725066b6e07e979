import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { describe, expect, it } from 'vitest';
import { pipelineFixture } from './fixtures/pipeline-fixture.ts';
import { newStateDir, type StartedFixture, startFixture } from './fixtures/start-fixture.ts';
import type { Runtime } from './runtime.ts';

const NO_FAILURE = { first: '', second: '' };

async function start(runtime: Runtime, name: string, failWith: object = NO_FAILURE): Promise<string> {
  const client = new SFNClient(runtime.aws);
  const stateMachineArn = String(runtime.outputs['Pipelines.MachineArn']);
  const { executionArn } = await client.send(
    new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify({ failWith }) }),
  );
  if (executionArn === undefined) throw new Error('no execution');
  return executionArn;
}

const describeExecution = (runtime: Runtime, executionArn: string) =>
  new SFNClient(runtime.aws).send(new DescribeExecutionCommand({ executionArn }));

async function items(runtime: Runtime): Promise<string[]> {
  const TableName = runtime.nameOf('AWS::DynamoDB::Table', 'Table');
  const { Items = [] } = await new DynamoDBClient(runtime.aws).send(new ScanCommand({ TableName }));
  return Items.map(({ pk, sk }) => `${pk?.S} ${sk?.S}`).sort();
}

const EVERYTHING = ['run-1 first', 'run-1 second', 'seen#run-1/first seen', 'seen#run-1/second seen'];

describe('a pipeline on the embedded runtime', () => {
  it('runs a state machine, whose items reach the listener by stream and bus', async () => {
    const { runtime } = await startFixture(pipelineFixture(), { duplicateEventShare: 0.5 });

    const execution = await start(runtime, 'run-1');
    await runtime.idle();

    expect(await describeExecution(runtime, execution)).toMatchObject({ status: 'SUCCEEDED', name: 'run-1' });
    expect(await items(runtime)).toEqual(EVERYTHING);
    expect(runtime.recordedCalls()).toEqual(
      expect.arrayContaining(['dynamodb:PutItem', 'events:PutEvents', 'states:StartExecution']),
    );
  });

  it('names the error of a stage to Catch, after no retry of a bug', async () => {
    const { runtime } = await startFixture(pipelineFixture());

    const execution = await start(runtime, 'run-1', { first: '', second: 'TypeError' });
    await runtime.idle();

    expect(await describeExecution(runtime, execution)).toMatchObject({ status: 'FAILED', error: 'RunFailed' });
    expect(await items(runtime)).toEqual(['run-1 first', 'seen#run-1/first seen']);
  });

  it('starts an execution by name at most once', async () => {
    const { runtime } = await startFixture(pipelineFixture());

    const first = await start(runtime, 'run-1');
    const again = await start(runtime, 'run-1');
    const other = start(runtime, 'run-1', { first: 'x', second: '' });

    await expect(other).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
    expect(again).toBe(first);
    await runtime.idle();
    await expect(start(runtime, 'run-1')).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
  });

  it('fails with the denial named when a statement is missing', async () => {
    const { runtime } = await startFixture(pipelineFixture({ stageActions: ['dynamodb:GetItem'] }));

    const execution = await start(runtime, 'run-1');
    await runtime.idle();

    const { status } = await describeExecution(runtime, execution);
    expect(status).toBe('FAILED');
    expect(runtime.denials()[0]).toMatch(
      /^User: arn:aws:sts::111122223333:assumed-role\/Pipelines-StageRole-\w+\/Pipelines-Stage-\w+ is not authorized to perform: dynamodb:PutItem on resource: arn:aws:dynamodb:eu-west-1:111122223333:table\/Storage-Table-\w+ because no identity-based policy allows the dynamodb:PutItem action$/,
    );
  });

  it('ends in the same items when each stage is killed before and after each of its calls', async () => {
    const killed = new Set<string>();
    const { runtime } = await startFixture(pipelineFixture(), {
      // Each invocation is killed at the first point that it is the first to reach.
      faultPlan: ({ logicalId, functionName, index, phase, action }) => {
        if (logicalId !== 'Pipelines/Stage') return 'continue';
        const point = `${index} ${phase} ${action}`;
        if (killed.has(point)) return 'continue';
        killed.add(point);
        expect(functionName).toBe(runtime.nameOf('AWS::Lambda::Function', 'Pipelines/Stage'));
        return 'kill-function';
      },
    });

    await start(runtime, 'run-1');
    await runtime.idle();

    // The write stood when the fourth invocation was killed, so the fifth only reads.
    expect([...killed]).toEqual([
      '1 before dynamodb:GetItem',
      '1 after dynamodb:GetItem',
      '2 before dynamodb:PutItem',
      '2 after dynamodb:PutItem',
    ]);
    expect(await items(runtime)).toEqual(EVERYTHING);
  });

  it.each([1, 4, 8, 12])('goes on after the runtime was killed at call %i', async (call) => {
    const { cloudAssembly, runtime } = await startFixture(pipelineFixture());
    const stateDir = newStateDir();
    await runtime.close();

    const killed = runFixture({ cloudAssembly, stateDir, killAtCall: call });
    const finished = runFixture({ cloudAssembly, stateDir });

    expect(killed.signal).toBe('SIGKILL');
    expect(JSON.parse(finished.stdout)).toEqual(EVERYTHING);
  });

  it('goes on where it was closed', async () => {
    const stateDir = newStateDir();
    const killed = await closedInFlight(stateDir);

    const { runtime } = await startFixture(killed.cloudAssembly, { stateDir });
    await runtime.idle();

    expect(await items(runtime)).toEqual(EVERYTHING);
  });
});

/** A runtime that was closed while its first stage was running. */
async function closedInFlight(stateDir: string): Promise<StartedFixture> {
  let reached: () => void = () => {};
  const inFlight = new Promise<void>((resolve) => {
    reached = resolve;
  });
  const started = await startFixture(pipelineFixture(), {
    stateDir,
    faultPlan: () => {
      reached();
      return 'continue';
    },
  });
  await start(started.runtime, 'run-1');
  await inFlight;
  await started.runtime.close();
  return started;
}

/** A runtime in a process of its own, that starts `run-1`, waits until all is done and prints the items. */
function runFixture(options: object): { stdout: string; signal: NodeJS.Signals | null } {
  const script = join(import.meta.dirname, 'fixtures/run-pipeline.ts');
  const { stdout, signal, stderr } = spawnSync(process.execPath, [script, JSON.stringify(options)], {
    encoding: 'utf8',
  });
  if (stderr !== '') throw new Error(stderr);
  return { stdout, signal };
}
