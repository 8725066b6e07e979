import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { type Delivery, DurableRetryQueue, type Verdict } from '../durable-retry-queue.ts';
import type { RuntimeLogger } from '../logger.ts';
import type { SendMessage } from '../send-message.ts';
import type { StateStore } from '../state/state-store.ts';
import type { WorkTracker } from '../work-tracker.ts';
import type { EventInvokeConfig } from './event-invoke-config.ts';
import type { FunctionDefinition } from './function-definition.ts';
import type { Functions } from './functions.ts';
import { type FunctionError, payloadOf } from './invocation-outcome.ts';

/** Lambda waits a minute before the first retry of an asynchronous invocation and two before the second. */
const FIRST_RETRY_MS = 60_000;

export interface AsyncInvocationsOptions {
  readonly functions: Functions;
  readonly configs: ReadonlyMap<string, EventInvokeConfig>;
  readonly state: StateStore;
  readonly clock: Clock;
  readonly work: WorkTracker;
  readonly logger: RuntimeLogger;
  readonly retryScale: number;
  /** As the function's role, which must be allowed to send. */
  sendAs(roleArn: string): SendMessage;
}

interface AsyncInvocation {
  readonly functionArn: string;
  readonly payload: string;
  readonly requestId: string;
}

/** Lambda's queue of events: retried twice, then to the dead-letter queue or the failure destination. */
export class AsyncInvocations {
  readonly #options: AsyncInvocationsOptions;
  readonly #queue: DurableRetryQueue<AsyncInvocation>;

  constructor(options: AsyncInvocationsOptions) {
    this.#options = options;
    const { state, clock, work, logger } = options;
    this.#queue = new DurableRetryQueue({
      name: 'async_invocations',
      state,
      clock,
      work,
      logger,
      attempt: (invocation, delivery) => this.#attempt(invocation, delivery),
    });
  }

  resume(): void {
    this.#queue.resume();
  }

  /**
   * The event is kept when this returns.
   *
   * @param deliveryId - The same event again, not yet done with, takes the place of the first.
   */
  enqueue(functionArn: string, payload: string, deliveryId: string = randomUUID()): void {
    this.#queue.enqueue(deliveryId, { functionArn, payload, requestId: randomUUID() });
  }

  close(): void {
    this.#queue.close();
  }

  async #attempt(invocation: AsyncInvocation, { attempt, enqueuedAtMs }: Delivery): Promise<Verdict> {
    const { functions, configs, retryScale, clock, logger } = this.#options;
    const definition = functions.find(invocation.functionArn);
    if (definition === undefined) {
      logger.warn(`dropped an event for ${invocation.functionArn}, which no template declares any more`);
      return 'done';
    }
    const { functionArn, payload, requestId } = invocation;
    const outcome = await functions.invoke(functionArn, payload, { requestId });
    const config = configs.get(definition.arn) ?? {};
    if (outcome.ok) {
      await this.#report(definition, config.onSuccessArn, invocation, attempt, outcome.payload);
      return 'done';
    }
    const { maximumRetryAttempts = 2, maximumEventAgeSeconds = 6 * 3600 } = config;
    const isTooOld = clock.now() - enqueuedAtMs > maximumEventAgeSeconds * 1000;
    if (attempt <= maximumRetryAttempts && !isTooOld) {
      return { retryAfterMs: FIRST_RETRY_MS * 2 ** (attempt - 1) * retryScale };
    }
    logger.warn(`gave up an event for ${definition.logicalId} after ${attempt} attempts: ${outcome.error.errorType}`);
    await this.#giveUp(definition, invocation, outcome.error);
    await this.#report(definition, config.onFailureArn, invocation, attempt, payloadOf(outcome), outcome.error);
    return 'done';
  }

  async #giveUp(definition: FunctionDefinition, { payload, requestId }: AsyncInvocation, error: FunctionError) {
    if (definition.deadLetterArn === undefined) return;
    await this.#send(definition, definition.deadLetterArn, payload, {
      RequestID: requestId,
      ErrorCode: '200',
      ErrorMessage: error.errorMessage.slice(0, 1024),
    });
  }

  async #report(
    definition: FunctionDefinition,
    destination: string | undefined,
    { payload, requestId }: AsyncInvocation,
    attempt: number,
    responsePayload: string,
    error?: FunctionError,
  ): Promise<void> {
    if (destination === undefined) return;
    const record = {
      version: '1.0',
      timestamp: new Date(this.#options.clock.now()).toISOString(),
      requestContext: {
        requestId,
        functionArn: `${definition.arn}:$LATEST`,
        condition: error === undefined ? 'Success' : 'RetriesExhausted',
        approximateInvokeCount: attempt,
      },
      requestPayload: JSON.parse(payload),
      responseContext: {
        statusCode: 200,
        executedVersion: '$LATEST',
        ...(error === undefined ? {} : { functionError: 'Unhandled' }),
      },
      responsePayload: JSON.parse(responsePayload),
    };
    await this.#send(definition, destination, JSON.stringify(record));
  }

  async #send(
    definition: FunctionDefinition,
    arn: string,
    body: string,
    attributes?: Readonly<Record<string, string>>,
  ): Promise<void> {
    try {
      await this.#options.sendAs(definition.roleArn)(arn, body, attributes);
    } catch (error) {
      // As in AWS: an event that cannot be put aside is lost, and only a metric tells. Here a line does.
      this.#options.logger.error(`lost an event of ${definition.logicalId}, its destination refused: ${String(error)}`);
    }
  }
}
