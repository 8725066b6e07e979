import { isJsonObject, type JsonObject } from '../json.ts';
import { AwsServiceError, answerJson, jsonBody, operationName, textField } from '../json-service.ts';
import type { KeyValueStore } from '../key-value-store.ts';
import { readBody } from '../read-body.ts';
import type { AccessNeed, AccountScope, LocalService, ServiceRequest } from '../service.ts';
import {
  createQueueStore,
  md5Hex,
  type QueueDefinition,
  type QueueMessage,
  type ReceivedMessage,
} from './queue-store.ts';

export interface Sqs extends LocalService {
  ensureQueue(definition: QueueDefinition): Promise<{ queueArn: string; path: string }>;
  /** For the runtime itself: failed events and dead letters. On the disk when the promise resolves. */
  send(queueArn: string, body: string, attributes?: Readonly<Record<string, string>>): Promise<{ messageId: string }>;
  /** Every message of a queue, received or not. */
  messages(queueArn: string): Promise<QueueMessage[]>;
  expire(): Promise<void>;
  describeAccess(request: ServiceRequest): AccessNeed[];
}

const MAX_RECEIVED = 10;

/** SQS's JSON protocol: standard queues, without long polling (a receive answers at once) and without redrive. */
export function createSqs(database: KeyValueStore, options: AccountScope & { now: () => Date }): Sqs {
  const queues = createQueueStore(database, options.now);
  const arnPrefix = `arn:${options.partition ?? 'aws'}:sqs:${options.region}:${options.accountId}:`;

  const operations = (host: string) => ({
    SendMessage: async (body: JsonObject) => {
      const text = textField(body, 'MessageBody');
      if (text === undefined || text === '') throw missing('MessageBody');
      const { messageId } = await queues.send(queueOf(body), text, stringAttributes(body.MessageAttributes));
      return { MessageId: messageId, MD5OfMessageBody: md5Hex(text) };
    },
    ReceiveMessage: async (body: JsonObject) => {
      const limit = Number(body.MaxNumberOfMessages ?? 1);
      if (!(limit >= 1 && limit <= MAX_RECEIVED)) {
        throw new AwsServiceError(
          'InvalidParameterValue',
          `MaxNumberOfMessages is ${limit}: it must be 1 to ${MAX_RECEIVED}`,
        );
      }
      const hidden = body.VisibilityTimeout === undefined ? undefined : Number(body.VisibilityTimeout);
      const received = await queues.receive(queueOf(body), limit, hidden);
      return received.length === 0 ? {} : { Messages: received.map(wireMessage) };
    },
    DeleteMessage: async (body: JsonObject) => {
      await queues.delete(queueOf(body), textField(body, 'ReceiptHandle') ?? '');
      return {};
    },
    GetQueueUrl: async (body: JsonObject) => {
      const { name } = queues.get(textField(body, 'QueueName') ?? '');
      return { QueueUrl: `http://${host}/${options.accountId}/${name}` };
    },
    GetQueueAttributes: async (body: JsonObject) => {
      const name = queueOf(body);
      const { visibilityTimeoutSeconds, messageRetentionSeconds } = queues.get(name);
      const all = await queues.list(name);
      const visible = all.filter(({ visibleAt }) => visibleAt <= options.now().getTime()).length;
      const attributes = {
        QueueArn: arnPrefix + name,
        ApproximateNumberOfMessages: String(visible),
        ApproximateNumberOfMessagesNotVisible: String(all.length - visible),
        VisibilityTimeout: String(visibilityTimeoutSeconds),
        MessageRetentionPeriod: String(messageRetentionSeconds),
      };
      const wanted = Array.isArray(body.AttributeNames) ? body.AttributeNames : [];
      const isWanted = (attribute: string) => wanted.includes('All') || wanted.includes(attribute);
      return {
        Attributes: Object.fromEntries(Object.entries(attributes).filter(([attribute]) => isWanted(attribute))),
      };
    },
  });

  return {
    name: 'sqs',
    async ensureQueue(definition) {
      await queues.ensure(definition);
      return { queueArn: arnPrefix + definition.name, path: `/${options.accountId}/${definition.name}` };
    },
    send: (queueArn, body, attributes) => queues.send(lastPart(queueArn, ':'), body, attributes),
    messages: (queueArn) => queues.list(lastPart(queueArn, ':')),
    expire: queues.expire,
    describeAccess(request) {
      const body = jsonBody(request);
      const name = textField(body, 'QueueName') ?? queueOf(body);
      return [{ action: `sqs:${operationName(request)}`, resource: arnPrefix + name }];
    },
    async handle(request) {
      const buffered = { ...request, body: await readBody(request.body) };
      return answerJson('sqs', operations(request.headers.host ?? '127.0.0.1'), buffered);
    },
    close: async () => {},
  };
}

function queueOf(body: JsonObject): string {
  const url = textField(body, 'QueueUrl');
  if (url === undefined) throw missing('QueueUrl');
  return lastPart(url, '/');
}

const lastPart = (text: string, separator: string) => text.slice(text.lastIndexOf(separator) + 1);

const missing = (parameter: string) =>
  new AwsServiceError('MissingParameter', `The request must contain the parameter ${parameter}.`);

function stringAttributes(value: JsonObject[string] | undefined): Record<string, string> {
  if (!isJsonObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, attribute]) =>
      isJsonObject(attribute) && typeof attribute.StringValue === 'string' ? [[name, attribute.StringValue]] : [],
    ),
  );
}

function wireMessage(message: ReceivedMessage) {
  const attributes = Object.entries(message.attributes);
  return {
    MessageId: message.messageId,
    ReceiptHandle: message.receiptHandle,
    Body: message.body,
    MD5OfBody: md5Hex(message.body),
    Attributes: {
      SentTimestamp: String(message.sentAt),
      ApproximateReceiveCount: String(message.receiveCount),
      ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
    },
    ...(attributes.length > 0 && {
      MessageAttributes: Object.fromEntries(
        attributes.map(([name, value]) => [name, { DataType: 'String', StringValue: value }]),
      ),
    }),
  };
}
