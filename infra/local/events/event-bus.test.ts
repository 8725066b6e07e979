import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { describe, expect, it } from 'vitest';
import { arn, type FixtureAssembly, lambda, role } from '../fixtures/assembly-builder.ts';
import { newStateDir, startFixture } from '../fixtures/start-fixture.ts';
import type { Runtime } from '../runtime.ts';

const NOTE = `
exports.handler = async ({ detail }) => {
  require('node:fs').appendFileSync(process.env.FILE, detail.n + '\\n');
};`;

function reacting(file: string, { allowed = true } = {}): FixtureAssembly {
  const permission = {
    Type: 'AWS::Lambda::Permission',
    Properties: {
      Action: 'lambda:InvokeFunction',
      FunctionName: arn('Note'),
      Principal: 'events.amazonaws.com',
      SourceArn: arn('Rule'),
    },
  };
  return {
    functions: { note: NOTE },
    stacks: {
      Only: {
        Resources: {
          Role: role(),
          Note: lambda('note', 'Role', { Environment: { Variables: { FILE: file } } }),
          Dead: { Type: 'AWS::SQS::Queue' },
          Copy: { Type: 'AWS::SQS::Queue' },
          Rule: {
            Type: 'AWS::Events::Rule',
            Properties: {
              EventPattern: { source: ['test'] },
              Targets: [
                { Id: 'Note', Arn: arn('Note'), DeadLetterConfig: { Arn: arn('Dead') } },
                { Id: 'Copy', Arn: arn('Copy'), InputPath: '$.detail' },
              ],
            },
          },
          ...(allowed ? { Permission: permission } : {}),
        },
      },
    },
  };
}

async function put(runtime: Runtime, count: number): Promise<void> {
  const client = new EventBridgeClient(runtime.aws);
  const Entries = Array.from({ length: count }, (_, n) => ({
    Source: 'test',
    DetailType: 'counted',
    Detail: JSON.stringify({ n }),
  }));
  await client.send(new PutEventsCommand({ Entries }));
  await runtime.idle();
}

const numbers = (file: string): number[] =>
  existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').map(Number) : [];

describe('EventBuses', () => {
  it('delivers every event to every target, in no order', async () => {
    const file = `${newStateDir()}-events`;
    appendFileSync(file, '');
    const { runtime } = await startFixture(reacting(file), { eventSpreadMs: 50, maxWarmProcesses: 1 });

    await put(runtime, 10);

    const seen = numbers(file);
    const copies = await runtime.messages(runtime.nameOf('AWS::SQS::Queue', 'Copy'));
    const all = Array.from({ length: 10 }, (_, n) => n);
    expect(seen.toSorted((a, b) => a - b)).toEqual(all);
    expect(seen).not.toEqual(all);
    expect(copies.map(({ body }) => JSON.parse(body).n).sort()).toEqual(all);
  });

  it('delivers some twice when told to', async () => {
    const file = `${newStateDir()}-events`;
    const { runtime } = await startFixture(reacting(file), { duplicateEventShare: 1 });

    await put(runtime, 2);

    expect(numbers(file).sort()).toEqual([0, 0, 1, 1]);
  });

  it('puts an event that may not reach its function into the dead-letter queue, with the reason', async () => {
    const file = `${newStateDir()}-events`;
    const { runtime } = await startFixture(reacting(file, { allowed: false }));

    await put(runtime, 1);

    const [message] = await runtime.messages(runtime.nameOf('AWS::SQS::Queue', 'Dead'));
    expect(numbers(file)).toEqual([]);
    expect(JSON.parse(message?.body ?? '')).toMatchObject({ source: 'test', detail: { n: 0 } });
    expect(message?.attributes).toMatchObject({
      ERROR_CODE: 'NO_PERMISSIONS',
      ERROR_MESSAGE: expect.stringMatching(/^no AWS::Lambda::Permission lets arn:aws:events:\S+ invoke Only-Note-/),
    });
  });

  it('refuses a rule with a target that nothing acts as', async () => {
    const assembly = {
      stacks: {
        Only: {
          Resources: {
            Rule: {
              Type: 'AWS::Events::Rule',
              Properties: {
                EventPattern: { source: ['test'] },
                Targets: [{ Id: 'T', Arn: 'arn:aws:kinesis:eu-west-1:1:stream/x' }],
              },
            },
          },
        },
      },
    };

    await expect(startFixture(assembly)).rejects.toMatchObject({ code: 'events.unknown_target' });
  });
});
