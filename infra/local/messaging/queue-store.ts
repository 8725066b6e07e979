import { createHash, randomUUID } from 'node:crypto';
import { AwsServiceError } from '../json-service.ts';
import { type KeyValueStore, prefixRange } from '../key-value-store.ts';

export interface QueueDefinition {
  readonly name: string;
  /** @default 30 */
  readonly visibilityTimeoutSeconds?: number;
  /** @default 345600: four days */
  readonly messageRetentionSeconds?: number;
}

export interface QueueMessage {
  readonly messageId: string;
  readonly body: string;
  /** Message attributes, all of the type String. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly sentAt: number;
  /** Hidden until then, in milliseconds since 1970. */
  readonly visibleAt: number;
  readonly receiveCount: number;
  readonly firstReceivedAt?: number;
}

/** A message with the handle that deletes it. */
export interface ReceivedMessage extends QueueMessage {
  readonly receiptHandle: string;
}

/** 1 MiB. @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
const MAX_MESSAGE_BYTES = 1024 * 1024;
const DAY_SECONDS = 24 * 3600;

const messagePrefix = (queue: string) => `message~${queue}~`;

export type QueueStore = ReturnType<typeof createQueueStore>;

/** Standard queues in a key-value store, oldest first; a message is there until its receiver deletes it or its time is up. */
export function createQueueStore(database: KeyValueStore, now: () => Date) {
  // Receiving is "find, then hide": two receivers must not find the same message.
  let tail: Promise<unknown> = Promise.resolve();
  function exclusive<T>(work: () => Promise<T>): Promise<T> {
    const result = tail.then(work);
    tail = result.catch(() => {});
    return result;
  }

  function get(queue: string): Required<QueueDefinition> {
    const found = database.get(`queue~${queue}`);
    if (found === undefined) {
      throw new AwsServiceError('QueueDoesNotExist', `The specified queue ${queue} does not exist.`);
    }
    return found as Required<QueueDefinition>;
  }

  async function* messages(queue: string): AsyncGenerator<[key: string, message: QueueMessage]> {
    const oldest = now().getTime() - get(queue).messageRetentionSeconds * 1000;
    for await (const [key, value] of database.entries(prefixRange(messagePrefix(queue)))) {
      const message = value as QueueMessage;
      if (message.sentAt >= oldest) yield [key, message];
    }
  }

  return {
    get,
    async ensure(definition: QueueDefinition): Promise<void> {
      const { name, visibilityTimeoutSeconds = 30, messageRetentionSeconds = 4 * DAY_SECONDS } = definition;
      const value = { name, visibilityTimeoutSeconds, messageRetentionSeconds };
      await database.write([{ type: 'put', key: `queue~${name}`, value }], { sync: true });
    },

    async send(queue: string, body: string, attributes: Readonly<Record<string, string>> = {}): Promise<QueueMessage> {
      get(queue);
      const size = Buffer.byteLength(body);
      if (size > MAX_MESSAGE_BYTES) {
        throw new AwsServiceError(
          'InvalidParameterValue',
          `One or more parameters are invalid: the message has ${size} bytes and the limit is ${MAX_MESSAGE_BYTES}.`,
        );
      }
      const sentAt = now().getTime();
      const message = { messageId: randomUUID(), body, attributes, sentAt, visibleAt: sentAt, receiveCount: 0 };
      const key = `${messagePrefix(queue)}${String(sentAt).padStart(15, '0')}~${message.messageId}`;
      await database.write([{ type: 'put', key, value: message }], { sync: true });
      return message;
    },

    receive: (queue: string, limit: number, visibilityTimeoutSeconds = get(queue).visibilityTimeoutSeconds) =>
      exclusive(async () => {
        const at = now().getTime();
        const received: ReceivedMessage[] = [];
        for await (const [key, message] of messages(queue)) {
          if (received.length === limit) break;
          if (message.visibleAt > at) continue;
          const hidden = {
            ...message,
            visibleAt: at + visibilityTimeoutSeconds * 1000,
            receiveCount: message.receiveCount + 1,
            firstReceivedAt: message.firstReceivedAt ?? at,
          };
          await database.write([{ type: 'put', key, value: hidden }]);
          received.push({ ...hidden, receiptHandle: Buffer.from(key).toString('base64url') });
        }
        return received;
      }),

    async delete(queue: string, receiptHandle: string): Promise<void> {
      get(queue);
      const key = Buffer.from(receiptHandle, 'base64url').toString();
      if (!key.startsWith(messagePrefix(queue))) {
        throw new AwsServiceError('ReceiptHandleIsInvalid', 'The input receipt handle is invalid.');
      }
      await exclusive(() => database.write([{ type: 'del', key }]));
    },

    /** Every message, hidden or not, oldest first. */
    async list(queue: string): Promise<QueueMessage[]> {
      const all: QueueMessage[] = [];
      for await (const [, message] of messages(queue)) all.push(message);
      return all;
    },

    /** Drops the messages whose retention is over. */
    async expire(): Promise<void> {
      for await (const [, value] of database.entries(prefixRange('queue~'))) {
        const { name, messageRetentionSeconds } = value as Required<QueueDefinition>;
        const oldest = now().getTime() - messageRetentionSeconds * 1000;
        for await (const [key, message] of database.entries(prefixRange(messagePrefix(name)))) {
          if ((message as QueueMessage).sentAt < oldest) await database.write([{ type: 'del', key }]);
        }
      }
    },
  };
}

export const md5Hex = (text: string) => createHash('md5').update(text).digest('hex');
