import { setTimeout as pause } from 'node:timers/promises';
import type { DynamoDBRecord } from 'aws-lambda';
import type { TableStreams } from '../dynamodb/table-streams.ts';
import type { RuntimeLogger } from '../logger.ts';
import type { SendMessage } from '../send-message.ts';
import type { WorkTracker } from '../work-tracker.ts';
import type { EventSourceMapping } from './event-source-mapping.ts';
import type { Functions } from './functions.ts';
import { bisected, discardedBatch, failedRecords } from './stream-batches.ts';

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

export interface StreamConsumersOptions {
  readonly mappings: readonly EventSourceMapping[];
  readonly streams: TableStreams;
  readonly functions: Functions;
  readonly work: WorkTracker;
  readonly logger: RuntimeLogger;
  readonly retryScale: number;
  /** As the function's role, which must be allowed to send. */
  sendAs(roleArn: string): SendMessage;
}

/** Feeds functions from tables' streams: in order, one batch at a time, at least once. */
export class StreamConsumers {
  readonly #options: StreamConsumersOptions;
  readonly #subscriptions: { stop(): Promise<void> }[] = [];
  readonly #stopping = new AbortController();

  constructor(options: StreamConsumersOptions) {
    this.#options = options;
  }

  start(): void {
    const { streams, work } = this.#options;
    for (const mapping of this.#options.mappings) {
      const { table, logicalId, startingPosition, batchSize } = mapping;
      const subscription = { table, consumer: logicalId, startingPosition, batchSize };
      this.#subscriptions.push(
        streams.subscribe(subscription, async (records) => {
          const done = work.begin('stream');
          try {
            await this.#deliver(mapping, records);
          } finally {
            done();
          }
        }),
      );
    }
  }

  /** Whether a stream holds records that its function has not dealt with. */
  async isBehind(): Promise<boolean> {
    const { mappings, streams } = this.#options;
    for (const { table, logicalId, startingPosition } of mappings) {
      const after = streams.position(table, logicalId);
      if (after === undefined && startingPosition === 'LATEST') continue;
      const waiting = await streams.read(table, { ...(after === undefined ? {} : { after }), limit: 1 });
      if (waiting.length > 0) return true;
    }
    return false;
  }

  /** Ends the pauses at once; from now on a batch that is not done counts as not delivered. */
  stopTaking(): void {
    this.#stopping.abort();
  }

  async close(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#subscriptions.map((subscription) => subscription.stop()));
  }

  async #deliver(mapping: EventSourceMapping, records: readonly DynamoDBRecord[]): Promise<void> {
    const { functions, logger, retryScale } = this.#options;
    let batch = records;
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await functions.invoke(mapping.functionArn, JSON.stringify({ Records: batch }));
      this.#stopping.signal.throwIfAborted();
      const failed = failedRecords(mapping, batch, outcome);
      if (failed.length === 0) return;
      const reason = outcome.ok ? 'reported item failures' : outcome.error.errorType;
      if (isSpent(mapping, attempt, failed)) {
        logger.warn(`gave up ${failed.length} records for ${mapping.logicalId} after ${attempt} attempts: ${reason}`);
        const report = discardedBatch(mapping, failed, outcome, { attempts: attempt, now: new Date() });
        await this.#discard(mapping, report);
        return;
      }
      logger.info(`${mapping.logicalId}: ${failed.length} of ${batch.length} records come again (${reason})`);
      const halves = bisected(mapping, failed);
      // A batch that was split starts counting anew in each half, so one bad record does not spend the others' retries.
      if (halves.length > 1) {
        for (const half of halves) await this.#deliver(mapping, half);
        return;
      }
      batch = failed;
      const delay = Math.min(FIRST_PAUSE_MS * 2 ** (attempt - 1), LONGEST_PAUSE_MS) * retryScale;
      await pause(delay, undefined, { signal: this.#stopping.signal });
    }
  }

  async #discard(mapping: EventSourceMapping, report: object): Promise<void> {
    const { functions, logger, sendAs } = this.#options;
    if (mapping.onFailureArn === undefined) return;
    try {
      await sendAs(functions.get(mapping.functionArn).roleArn)(mapping.onFailureArn, JSON.stringify(report));
    } catch (error) {
      logger.error(`lost the report of a discarded batch of ${mapping.logicalId}: ${String(error)}`);
    }
  }
}

function isSpent(mapping: EventSourceMapping, attempt: number, records: readonly DynamoDBRecord[]): boolean {
  const { maximumRetryAttempts, maximumRecordAgeSeconds } = mapping;
  if (maximumRetryAttempts >= 0 && attempt > maximumRetryAttempts) return true;
  const oldest = records[0]?.dynamodb?.ApproximateCreationDateTime ?? 0;
  return maximumRecordAgeSeconds >= 0 && Date.now() / 1000 - oldest > maximumRecordAgeSeconds;
}
