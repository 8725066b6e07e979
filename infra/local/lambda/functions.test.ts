import { describe, expect, it } from 'vitest';
import { arn, lambda, role } from '../fixtures/assembly-builder.ts';
import { startFixture } from '../fixtures/start-fixture.ts';

const ODD = `
const ways = {
  ok: () => ({ pid: process.pid }),
  fail: () => { throw Object.assign(new Error('broken'), { name: 'ConflictError' }); },
  text: () => { throw 'plain text'; },
  hang: () => new Promise(() => {}),
  exit: () => process.exit(3),
  reject: () => { Promise.reject(new RangeError('nobody waits')); return new Promise(() => {}); },
  grow: () => { const kept = []; for (;;) kept.push(Buffer.alloc(16 * 2 ** 20, kept.length + 1)); },
  large: () => 'x'.repeat(7 * 2 ** 20),
  environment: () => process.env,
};
exports.handler = async ({ way }) => ways[way]();
`;

const start = () =>
  startFixture({
    functions: { odd: ODD, broken: "require('no-such-module');", unnamed: 'exports.other = 1;' },
    stacks: {
      Only: {
        Resources: {
          Role: role(),
          Odd: lambda('odd', 'Role', { Timeout: 1, MemorySize: 128, Environment: { Variables: { MINE: 'yes' } } }),
          Broken: lambda('broken', 'Role'),
          Unnamed: lambda('unnamed', 'Role'),
        },
      },
    },
  });

describe('Functions', () => {
  it('names errors as Lambda does, and goes on after each', async () => {
    const { runtime } = await start();
    const errorOf = (way: string, name = 'Odd') =>
      runtime.invoke(name, { way }).then(
        () => 'none',
        (error: Error) => `${error.name} ${error.message.replace(/RequestId: \S+/, 'RequestId: ID')}`,
      );

    expect(await errorOf('fail')).toBe('ConflictError broken');
    expect(await errorOf('text')).toBe('string plain text');
    expect(await errorOf('hang')).toBe('Sandbox.Timedout RequestId: ID Error: Task timed out after 1.00 seconds');
    expect(await errorOf('exit')).toBe(
      'Runtime.ExitError RequestId: ID Error: Runtime exited with error: exit status 3',
    );
    expect(await errorOf('reject')).toBe('Runtime.UnhandledPromiseRejection RangeError: nobody waits');
    expect(await errorOf('grow')).toBe(
      'Runtime.ExitError RequestId: ID Error: Runtime exited with error: signal: killed',
    );
    expect(await errorOf('large')).toMatch(/^Function.ResponseSizeTooLarge Response payload size \(7340034 bytes\)/);
    expect(await errorOf('', 'Broken')).toMatch(
      /^Runtime.ImportModuleError Error: Cannot find module 'no-such-module'/,
    );
    expect(await errorOf('', 'Unnamed')).toBe('Runtime.HandlerNotFound index.handler is undefined or not exported');
    expect(await errorOf('ok')).toBe('none');
  });

  it('finds the packages of its layers, and no other package of the host', async () => {
    const { runtime } = await startFixture({
      functions: { uses: "exports.handler = async () => typeof require('zod').z;" },
      folders: { layer: { 'nodejs/node_modules/zod/package.json': '{}' } },
      stacks: {
        Only: {
          Resources: {
            Role: role(),
            Layer: {
              Type: 'AWS::Lambda::LayerVersion',
              Properties: { Content: { S3Bucket: 'b', S3Key: 'layer.zip' } },
            },
            With: lambda('uses', 'Role', { Layers: [{ Ref: 'Layer' }] }),
            Bare: lambda('uses', 'Role'),
          },
        },
      },
    });

    expect(await runtime.invoke('With', {})).toBe('object');
    await expect(runtime.invoke('Bare', {})).rejects.toThrow("Cannot find module 'zod'");
  });

  it('keeps a process warm for one invocation at a time', async () => {
    const { runtime } = await start();

    const [a, b] = await Promise.all([runtime.invoke('Odd', { way: 'ok' }), runtime.invoke('Odd', { way: 'ok' })]);
    const c = await runtime.invoke('Odd', { way: 'ok' });

    expect(a).not.toEqual(b);
    expect([a, b]).toContainEqual(c);
  });

  it('hands over the declared variables and those of Lambda, and nothing of the host', async () => {
    process.env.SECRET_OF_THE_HOST = 'secret';
    const { runtime } = await start();

    const environment = await runtime.invoke('Odd', { way: 'environment' });

    expect(environment).toMatchObject({
      MINE: 'yes',
      AWS_REGION: 'eu-west-1',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
      _HANDLER: 'index.handler',
      AWS_ENDPOINT_URL: runtime.aws.endpoint,
    });
    expect(environment).not.toHaveProperty('SECRET_OF_THE_HOST');
    expect(environment).not.toHaveProperty('HOME');
  });
});

describe('asynchronous invocation', () => {
  it('is tried three times, then put into the dead-letter queue with its error', async () => {
    const { InvokeCommand, LambdaClient } = await import('@aws-sdk/client-lambda');
    const { runtime, lines } = await startFixture(
      {
        functions: { odd: ODD },
        stacks: {
          Only: {
            Resources: {
              Dead: { Type: 'AWS::SQS::Queue' },
              Role: role(['sqs:SendMessage', arn('Dead')]),
              Odd: lambda('odd', 'Role', { DeadLetterConfig: { TargetArn: arn('Dead') } }),
            },
          },
        },
      },
      { retryScale: 0.0001 },
    );
    const FunctionName = runtime.nameOf('AWS::Lambda::Function', 'Odd');
    const Payload = JSON.stringify({ way: 'fail' });

    await new LambdaClient(runtime.aws).send(new InvokeCommand({ FunctionName, InvocationType: 'Event', Payload }));
    await runtime.idle();

    expect(lines.at(-1)).toBe('gave up an event for Only/Odd after 3 attempts: ConflictError');
    const [message] = await runtime.messages(runtime.nameOf('AWS::SQS::Queue', 'Dead'));
    expect(message).toMatchObject({ body: Payload, attributes: { ErrorMessage: 'broken' } });
  });
});
