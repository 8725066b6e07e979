import { CreateTableCommand, DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand, PutRuleCommand } from '@aws-sdk/client-eventbridge';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { lambda, role } from '../fixtures/assembly-builder.ts';
import { startFixture } from '../fixtures/start-fixture.ts';

const READ = `
const { S3Client, GetObjectCommand } = require('@aws-sdk/client-s3');
const client = new S3Client({});
exports.handler = async ({ Key }) => {
  try {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: process.env.BUCKET, Key }));
    return await Body.transformToString();
  } catch (error) {
    return error.name + ' ' + error.$metadata.httpStatusCode;
  }
};`;

const SIGN_OR_EXIT = `
const { S3Client, GetObjectCommand } = require('@aws-sdk/client-s3');
const { getSignedUrl } = require('@aws-sdk/s3-request-presigner');
exports.handler = async ({ Key }) => {
  if (Key === undefined) process.exit(1);
  return getSignedUrl(new S3Client({}), new GetObjectCommand({ Bucket: process.env.BUCKET, Key }));
};`;

const start = (read = READ) =>
  startFixture({
    functions: { read },
    stacks: {
      Only: {
        Resources: {
          Bucket: { Type: 'AWS::S3::Bucket', Properties: {} },
          Role: role(['s3:GetObject', { 'Fn::Join': ['', [{ 'Fn::GetAtt': ['Bucket', 'Arn'] }, '/runs/*']] }]),
          Read: lambda('read', 'Role', { Environment: { Variables: { BUCKET: { Ref: 'Bucket' } } } }),
        },
      },
    },
  });

describe('startAwsGateway', () => {
  it('refuses a signature that is not the key’s', async () => {
    const { runtime } = await start();
    const credentials = { ...runtime.aws.credentials, secretAccessKey: 'guessed' };

    const listing = new DynamoDBClient({ ...runtime.aws, credentials }).send(new ListTablesCommand({}));

    await expect(listing).rejects.toMatchObject({ name: 'InvalidSignatureException' });
  });

  it('answers what it does not know by name, with 501', async () => {
    const { runtime } = await start();
    const unsigned = await fetch(runtime.aws.endpoint);
    const rule = () =>
      new EventBridgeClient({ ...runtime.aws, maxAttempts: 1 }).send(new PutRuleCommand({ Name: 'x' }));
    const table = () =>
      new DynamoDBClient({ ...runtime.aws, maxAttempts: 1 }).send(
        new CreateTableCommand({ TableName: 't', KeySchema: [], AttributeDefinitions: [] }),
      );

    expect(unsigned.status).toBe(403);
    await expect(rule()).rejects.toMatchObject({
      message: 'events:PutRule is not emulated',
      $metadata: { httpStatusCode: 501 },
    });
    await expect(table()).rejects.toMatchObject({ message: expect.stringContaining('CreateTable') });
  });

  it('lets a role read its prefix only, where a missing key is 403 without the right to list', async () => {
    const { runtime } = await start();
    const Bucket = runtime.nameOf('AWS::S3::Bucket', 'Bucket');
    const s3 = new S3Client(runtime.aws);
    for (const Key of ['runs/1', 'other/1']) await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'here' }));

    expect(await runtime.invoke('Read', { Key: 'runs/1' })).toBe('here');
    expect(await runtime.invoke('Read', { Key: 'other/1' })).toBe('AccessDenied 403');
    expect(await runtime.invoke('Read', { Key: 'runs/2' })).toBe('AccessDenied 403');
    await expect(s3.send(new GetObjectCommand({ Bucket, Key: 'runs/2' }))).rejects.toMatchObject({ name: 'NoSuchKey' });
    expect(runtime.denials()).toEqual([
      expect.stringMatching(
        /is not authorized to perform: s3:GetObject on resource: arn:aws:s3:::\S+\/other\/1 because/,
      ),
    ]);
    expect(runtime.recordedCalls()).toEqual(['s3:GetObject', 's3:PutObject']);
  });

  it('lets a presigned URL be used after the process that signed it has ended', async () => {
    const { runtime } = await start(SIGN_OR_EXIT);
    const Bucket = runtime.nameOf('AWS::S3::Bucket', 'Bucket');
    await new S3Client(runtime.aws).send(new PutObjectCommand({ Bucket, Key: 'runs/1', Body: 'here' }));

    const url = String(await runtime.invoke('Read', { Key: 'runs/1' }));
    await expect(runtime.invoke('Read', {})).rejects.toThrow();

    expect(await (await fetch(url)).text()).toBe('here');
  });

  it('fails a bad event alone', async () => {
    const { runtime } = await start();
    const events = new EventBridgeClient(runtime.aws);
    const good = { Source: 'test', DetailType: 'x', Detail: '{}' };

    const answer = await events.send(
      new PutEventsCommand({ Entries: [good, { ...good, Detail: '[1]' }, { ...good, EventBusName: 'nowhere' }] }),
    );

    expect(answer.FailedEntryCount).toBe(2);
    expect(answer.Entries?.map(({ ErrorCode }) => ErrorCode)).toEqual([
      undefined,
      'MalformedDetail',
      'ResourceNotFoundException',
    ]);
  });
});
