import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateScheduleCommand, FlexibleTimeWindowMode, SchedulerClient } from '@aws-sdk/client-scheduler';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readBody } from './read-body.ts';
import { type RunningServer, serve } from './serve.ts';
import type { ServiceRequest } from './service.ts';
import { findSignature, type SignatureCheck, verifySignature } from './signature-v4.ts';

const credentials = { accessKeyId: 'AKIA/with/slashes', secretAccessKey: 'secret', sessionToken: 'token' };
const secretFor = (key: string) => (key === credentials.accessKeyId ? credentials.secretAccessKey : undefined);

describe('verifySignature', () => {
  let server: RunningServer;
  let requests: ServiceRequest[];

  beforeEach(async () => {
    requests = [];
    server = await serve({
      name: 'recorder',
      handle: async (request) => {
        requests.push({ ...request, body: await readBody(request.body) });
        return { status: 200, headers: {}, body: '{}' };
      },
      close: async () => {},
    });
  });
  afterEach(() => server.close());

  const options = () => ({ region: 'eu-west-1', endpoint: server.url, credentials, maxAttempts: 1 });
  const last = (): ServiceRequest => {
    const request = requests.at(-1);
    if (request === undefined) throw new Error('no request came');
    return request;
  };
  const sendToDynamoDb = (client = new DynamoDBClient(options())) =>
    client.send(new PutItemCommand({ TableName: 'table', Item: { id: { S: 'ü' } } }));
  const problemOf = (check: SignatureCheck) => ('problem' in check ? check.problem : undefined);

  it('accepts what the SDK signs for a JSON service', async () => {
    await sendToDynamoDb();

    const check = verifySignature(last(), secretFor, new Date());

    expect(check).toMatchObject({
      accessKeyId: credentials.accessKeyId,
      signature: { service: 'dynamodb', region: 'eu-west-1', sessionToken: 'token' },
    });
  });

  it('accepts what the SDK signs for S3: keys and metadata that need encoding, and streamed bodies', async () => {
    const client = new S3Client(options());
    const Metadata = { name: 'bär  two  spaces' };
    await client.send(new PutObjectCommand({ Bucket: 'b', Key: "a b/ü+'(*)!%20", Body: 'x', Metadata }));
    await client.send(new GetObjectCommand({ Bucket: 'b', Key: 'k', Range: 'bytes=0-1', VersionId: 'a+b' }));

    const checks = requests.map((request) => problemOf(verifySignature(request, secretFor, new Date())));

    expect(checks).toEqual([undefined, undefined]);
  });

  it('accepts what the SDK signs for a REST service whose path is encoded twice', async () => {
    await new SchedulerClient(options()).send(
      new CreateScheduleCommand({
        Name: 'a b',
        ScheduleExpression: 'rate(1 day)',
        FlexibleTimeWindow: { Mode: FlexibleTimeWindowMode.OFF },
        Target: { Arn: 'arn', RoleArn: 'arn' },
      }),
    );

    expect(last().path).toBe('/schedules/a%20b');
    expect(problemOf(verifySignature(last(), secretFor, new Date()))).toBeUndefined();
  });

  it('refuses another body, path, header, secret or key', async () => {
    await sendToDynamoDb();
    const request = last();
    const now = new Date();
    const check = (changed: Partial<ServiceRequest>) =>
      problemOf(verifySignature({ ...request, ...changed }, secretFor, now));

    expect(check({ body: Buffer.from('{}') })).toBe('mismatch');
    expect(check({ path: '/other' })).toBe('mismatch');
    expect(check({ query: new URLSearchParams('a=b') })).toBe('mismatch');
    expect(check({ headers: { ...request.headers, 'x-amz-target': 'DynamoDB_20120810.DeleteItem' } })).toBe('mismatch');
    expect(check({ headers: { ...request.headers, 'x-amz-meta-new': 'x' } })).toBe('unsigned_header');
    expect(check({ headers: {} })).toBe('missing');
    expect(problemOf(verifySignature(request, () => 'other', now))).toBe('mismatch');
    expect(problemOf(verifySignature(request, () => undefined, now))).toBe('unknown_key');
  });

  it('refuses a request that was signed more than 15 minutes ago, or as long ahead', async () => {
    await sendToDynamoDb();
    const at = (minutes: number) => new Date(Date.now() + minutes * 60_000);

    const problems = [-16, -14, 14, 16].map((minutes) => problemOf(verifySignature(last(), secretFor, at(minutes))));

    expect(problems).toEqual(['skewed', undefined, undefined, 'skewed']);
  });

  it('verifies a presigned URL until it expires', async () => {
    const url = new URL(
      await getSignedUrl(new S3Client(options()), new GetObjectCommand({ Bucket: 'b', Key: 'k' }), { expiresIn: 60 }),
    );
    const request: ServiceRequest = {
      method: 'GET',
      path: url.pathname,
      query: url.searchParams,
      headers: { host: url.host },
      body: Buffer.alloc(0),
    };
    const longer = new URLSearchParams(url.searchParams);
    longer.set('X-Amz-Expires', '600');

    expect(findSignature(request)).toMatchObject({ service: 's3', expiresSeconds: 60 });
    expect(problemOf(verifySignature(request, secretFor, new Date()))).toBeUndefined();
    expect(problemOf(verifySignature(request, secretFor, new Date(Date.now() + 62_000)))).toBe('expired');
    expect(problemOf(verifySignature({ ...request, query: longer }, secretFor, new Date()))).toBe('mismatch');
    expect(problemOf(verifySignature({ ...request, method: 'PUT' }, secretFor, new Date()))).toBe('mismatch');
  });
});
