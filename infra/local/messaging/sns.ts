import { randomUUID } from 'node:crypto';
import { type KeyValueStore, prefixRange } from '../key-value-store.ts';
import { readBody } from '../read-body.ts';
import type { AccessNeed, AccountScope, LocalService, ServiceRequest, ServiceResponse } from '../service.ts';

export interface PublishedMessage {
  readonly messageId: string;
  readonly message: string;
  readonly subject?: string;
  readonly publishedAt: string;
}

export interface Sns extends LocalService {
  ensureTopic(topic: { name: string }): Promise<{ topicArn: string }>;
  /** For the runtime itself: targets of rules. On the disk when the promise resolves. */
  publish(topicArn: string, message: string, subject?: string): Promise<{ messageId: string }>;
  /** What was published, oldest first: locally this list stands for the subscribers. */
  published(topicArn: string): Promise<PublishedMessage[]>;
  describeAccess(request: ServiceRequest): AccessNeed[];
}

/** 256 KiB. @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const MAX_MESSAGE_BYTES = 256 * 1024;

class SnsError extends Error {
  override readonly name = 'SnsError';
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** SNS's query protocol, as far as Publish; nobody is subscribed. */
export function createSns(database: KeyValueStore, options: AccountScope & { now: () => Date }): Sns {
  const arnPrefix = `arn:${options.partition ?? 'aws'}:sns:${options.region}:${options.accountId}:`;
  const prefixOf = (topicArn: string) => `published~${topicArn}~`;

  async function publish(topicArn: string, message: string, subject?: string): Promise<{ messageId: string }> {
    if (database.get(`topic~${topicArn}`) === undefined) throw new SnsError(404, 'NotFound', 'Topic does not exist');
    const size = Buffer.byteLength(message);
    if (size === 0 || size > MAX_MESSAGE_BYTES) {
      throw new SnsError(
        400,
        'InvalidParameter',
        `the message has ${size} bytes: it must have 1 to ${MAX_MESSAGE_BYTES}`,
      );
    }
    const at = options.now();
    const value = {
      messageId: randomUUID(),
      message,
      ...(subject !== undefined && { subject }),
      publishedAt: at.toISOString(),
    };
    const key = `${prefixOf(topicArn)}${String(at.getTime()).padStart(15, '0')}~${value.messageId}`;
    await database.write([{ type: 'put', key, value }], { sync: true });
    return { messageId: value.messageId };
  }

  async function run(form: URLSearchParams): Promise<ServiceResponse> {
    const action = form.get('Action') ?? '';
    if (action !== 'Publish') throw new SnsError(501, 'NotImplemented', `sns:${action} is not emulated`);
    const { messageId } = await publish(
      form.get('TopicArn') ?? '',
      form.get('Message') ?? '',
      form.get('Subject') ?? undefined,
    );
    return xmlResponse(
      200,
      `<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>${messageId}</MessageId></PublishResult><ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata></PublishResponse>`,
    );
  }

  return {
    name: 'sns',
    async ensureTopic({ name }) {
      const topicArn = arnPrefix + name;
      await database.write([{ type: 'put', key: `topic~${topicArn}`, value: { name } }], { sync: true });
      return { topicArn };
    },
    publish,
    async published(topicArn) {
      const all: PublishedMessage[] = [];
      for await (const [, value] of database.entries(prefixRange(prefixOf(topicArn))))
        all.push(value as PublishedMessage);
      return all;
    },
    describeAccess({ body }) {
      const form = new URLSearchParams(Buffer.isBuffer(body) ? body.toString() : '');
      return [{ action: `sns:${form.get('Action') ?? ''}`, resource: form.get('TopicArn') ?? '*' }];
    },
    async handle({ body }) {
      try {
        return await run(new URLSearchParams((await readBody(body)).toString()));
      } catch (error) {
        if (!(error instanceof SnsError)) throw error;
        return xmlResponse(
          error.status,
          `<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Sender</Type><Code>${error.code}</Code><Message>${error.message}</Message></Error><RequestId>${randomUUID()}</RequestId></ErrorResponse>`,
        );
      }
    },
    close: async () => {},
  };
}

const xmlResponse = (status: number, body: string): ServiceResponse => ({
  status,
  headers: { 'content-type': 'text/xml' },
  body,
});
