import { join } from 'node:path';
import { openKeyValueStore } from '../key-value-store.ts';
import type { AccountScope } from '../service.ts';
import { createSns, type Sns } from './sns.ts';
import { createSqs, type Sqs } from './sqs.ts';

export interface MessagingOptions extends AccountScope {
  /** The runtime's state folder; absent: in memory. */
  readonly stateDir?: string;
  readonly now: () => Date;
}

/** Queues and topics, in one store. */
export interface Messaging {
  readonly sqs: Sqs;
  readonly sns: Sns;
  close(): Promise<void>;
}

export async function createMessaging(options: MessagingOptions): Promise<Messaging> {
  const { stateDir } = options;
  const database = await openKeyValueStore(stateDir === undefined ? undefined : join(stateDir, 'messaging'));
  return { sqs: createSqs(database, options), sns: createSns(database, options), close: () => database.close() };
}
