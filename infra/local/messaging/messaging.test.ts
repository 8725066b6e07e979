import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ServiceRequest } from '../service.ts';
import { createMessaging, type Messaging } from './messaging.ts';

const account = { accountId: '111122223333', region: 'us-east-1' };

describe('createMessaging', () => {
  let stateDir: string;
  let now: Date;
  let messaging: Messaging;
  let queueArn: string;
  let topicArn: string;

  const open = () => createMessaging({ ...account, stateDir, now: () => now });
  const sqsRequest = (operation: string, body: object): ServiceRequest => ({
    method: 'POST',
    path: '/',
    query: new URLSearchParams(),
    headers: { 'x-amz-target': `AmazonSQS.${operation}`, host: '127.0.0.1:1' },
    body: Buffer.from(JSON.stringify({ QueueUrl: 'http://127.0.0.1:1/111122223333/dead', ...body })),
  });
  const sqs = async (operation: string, body: object = {}) => {
    const response = await messaging.sqs.handle(sqsRequest(operation, body));
    return { status: response.status, body: JSON.parse(String(response.body)) };
  };
  const snsRequest = (form: Record<string, string>): ServiceRequest => ({
    method: 'POST',
    path: '/',
    query: new URLSearchParams(),
    headers: {},
    body: Buffer.from(new URLSearchParams(form).toString()),
  });

  beforeEach(async () => {
    stateDir = mkdtempSync(join(tmpdir(), 'messaging-'));
    now = new Date('2020-03-01T00:00:00Z');
    messaging = await open();
    ({ queueArn } = await messaging.sqs.ensureQueue({ name: 'dead', messageRetentionSeconds: 3600 }));
    ({ topicArn } = await messaging.sns.ensureTopic({ name: 'alerts' }));
  });

  afterEach(async () => {
    await messaging.close();
    rmSync(stateDir, { recursive: true });
  });

  it('keeps what the runtime sent over a restart, hides what was received, and forgets what was deleted', async () => {
    await messaging.sqs.send(queueArn, 'failed event', { ErrorCode: 'States.TaskFailed' });
    await messaging.close();
    messaging = await open();

    const first = await sqs('ReceiveMessage', { MaxNumberOfMessages: 10 });
    const hidden = await sqs('ReceiveMessage');
    now = new Date(now.getTime() + 30_000);
    const again = await sqs('ReceiveMessage');
    await sqs('DeleteMessage', { ReceiptHandle: again.body.Messages[0].ReceiptHandle });

    expect(first.body.Messages).toMatchObject([
      {
        Body: 'failed event',
        MD5OfBody: createHash('md5').update('failed event').digest('hex'),
        MessageAttributes: { ErrorCode: { DataType: 'String', StringValue: 'States.TaskFailed' } },
        Attributes: { ApproximateReceiveCount: '1' },
      },
    ]);
    expect(hidden.body).toEqual({});
    expect(again.body.Messages[0].Attributes.ApproximateReceiveCount).toBe('2');
    expect(await messaging.sqs.messages(queueArn)).toEqual([]);
  });

  it('counts the messages of a queue', async () => {
    await sqs('SendMessage', { MessageBody: 'one' });
    await sqs('SendMessage', { MessageBody: 'two' });
    await sqs('ReceiveMessage');

    const { body } = await sqs('GetQueueAttributes', { AttributeNames: ['All'] });

    expect(body.Attributes).toMatchObject({
      QueueArn: 'arn:aws:sqs:us-east-1:111122223333:dead',
      ApproximateNumberOfMessages: '1',
      ApproximateNumberOfMessagesNotVisible: '1',
    });
  });

  it('drops messages when their retention is over', async () => {
    await messaging.sqs.send(queueArn, 'old');
    now = new Date(now.getTime() + 3_600_001);
    await messaging.sqs.send(queueArn, 'new');

    await messaging.sqs.expire();

    expect((await messaging.sqs.messages(queueArn)).map(({ body }) => body)).toEqual(['new']);
  });

  it('gives each message to one of two concurrent receivers', async () => {
    await messaging.sqs.send(queueArn, 'one');

    const both = await Promise.all([sqs('ReceiveMessage'), sqs('ReceiveMessage')]);

    expect(both.flatMap(({ body }) => body.Messages ?? [])).toHaveLength(1);
  });

  it('answers errors by name, and 501 to what is not emulated', async () => {
    const unknown = await sqs('SendMessage', { QueueUrl: 'http://127.0.0.1:1/111122223333/none', MessageBody: 'x' });
    const purge = await sqs('PurgeQueue');

    expect([unknown.status, unknown.body.__type]).toEqual([400, 'QueueDoesNotExist']);
    expect([purge.status, purge.body.message]).toEqual([501, 'sqs:PurgeQueue is not emulated']);
  });

  it('lists what was published to a topic', async () => {
    const response = await messaging.sns.handle(
      snsRequest({ Action: 'Publish', TopicArn: topicArn, Message: 'drift', Subject: 'alert' }),
    );
    const unknown = await messaging.sns.handle(snsRequest({ Action: 'Publish', TopicArn: 'none', Message: 'x' }));
    const other = await messaging.sns.handle(snsRequest({ Action: 'Subscribe', TopicArn: topicArn }));

    expect([response.status, unknown.status, other.status]).toEqual([200, 404, 501]);
    expect(await messaging.sns.published(topicArn)).toMatchObject([{ message: 'drift', subject: 'alert' }]);
  });

  it('names the permission that a request needs', () => {
    expect(messaging.sqs.describeAccess(sqsRequest('SendMessage', {}))).toEqual([
      { action: 'sqs:SendMessage', resource: queueArn },
    ]);
    expect(messaging.sns.describeAccess(snsRequest({ Action: 'Publish', TopicArn: topicArn }))).toEqual([
      { action: 'sns:Publish', resource: topicArn },
    ]);
  });
});
