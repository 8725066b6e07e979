import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '../clock.ts';
import { type Delivery, DurableRetryQueue, type Verdict } from '../durable-retry-queue.ts';
import type { JsonObject } from '../json.ts';
import type { RuntimeLogger } from '../logger.ts';
import type { Random } from '../seeded-random.ts';
import type { SendMessage } from '../send-message.ts';
import type { AccountScope } from '../service.ts';
import type { StateStore } from '../state/state-store.ts';
import type { WorkTracker } from '../work-tracker.ts';
import type { RuleDefinition, RuleTarget } from './rule-definition.ts';
import { targetInput } from './target-input.ts';

/** Hands an input to a target; rejects when it did not arrive. `PermanentFailure` is not tried again. */
export type DeliverToTarget = (
  rule: RuleDefinition,
  target: RuleTarget,
  input: string,
  deliveryId: string,
) => Promise<void>;

export class PermanentFailure extends Error {
  override readonly name = 'PermanentFailure';
}

export interface NewEvent {
  readonly busName: string;
  readonly source: string;
  readonly detailType: string;
  readonly detail: JsonObject;
  readonly resources?: readonly string[];
  readonly time?: Date;
}

export interface EventBusOptions {
  readonly rules: readonly RuleDefinition[];
  readonly busNames: ReadonlySet<string>;
  readonly account: Required<AccountScope>;
  readonly state: StateStore;
  readonly clock: Clock;
  readonly work: WorkTracker;
  readonly logger: RuntimeLogger;
  readonly retryScale: number;
  readonly random: Random;
  /** Deliveries are held back by up to this long at random, so that their order is not that of the events. */
  readonly spreadMs: number;
  /** Share of the deliveries that happen twice, in [0, 1]. */
  readonly duplicateShare: number;
  deliver: DeliverToTarget;
  /** To a dead-letter queue; EventBridge's own right, given by the queue's policy. */
  readonly send: SendMessage;
}

interface QueuedDelivery {
  readonly ruleArn: string;
  readonly targetId: string;
  readonly event: JsonObject;
}

const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 60_000;

/** Buses, rules and targets: at least once, in no order, kept until delivered. */
export class EventBuses {
  readonly #options: EventBusOptions;
  readonly #queue: DurableRetryQueue<QueuedDelivery>;

  constructor(options: EventBusOptions) {
    this.#options = options;
    const { state, clock, work, logger } = options;
    this.#queue = new DurableRetryQueue({
      name: 'event_deliveries',
      state,
      clock,
      work,
      logger,
      attempt: (item, delivery) => this.#attempt(item, delivery),
    });
  }

  has(busName: string): boolean {
    return this.#options.busNames.has(busName);
  }

  resume(): void {
    this.#queue.resume();
  }

  close(): void {
    this.#queue.close();
  }

  /** Every matching target's delivery is kept when this returns. */
  put({ busName, source, detailType, detail, resources = [], time }: NewEvent): string {
    const { account, clock, rules, random, duplicateShare } = this.#options;
    const id = randomUUID();
    const event: JsonObject = {
      version: '0',
      id,
      'detail-type': detailType,
      source,
      account: account.accountId,
      // To the second, as EventBridge gives it.
      time: new Date(time ?? clock.now()).toISOString().replace(/\.\d+Z$/, 'Z'),
      region: account.region,
      resources,
      detail,
    };
    for (const rule of rules) {
      if (rule.busName !== busName || !rule.matches(event)) continue;
      for (const target of rule.targets) {
        const delivery = { ruleArn: rule.arn, targetId: target.id, event };
        const key = `${id}/${rule.name}/${target.id}`;
        this.#queue.enqueue(key, delivery);
        if (random() < duplicateShare) this.#queue.enqueue(`${key}/again`, delivery);
      }
    }
    return id;
  }

  async #attempt({ ruleArn, targetId, event }: QueuedDelivery, delivery: Delivery): Promise<Verdict> {
    const { rules, deliver, random, spreadMs, clock, retryScale, logger } = this.#options;
    const rule = rules.find(({ arn }) => arn === ruleArn);
    const target = rule?.targets.find(({ id }) => id === targetId);
    if (rule === undefined || target === undefined) return 'done';
    try {
      if (delivery.attempt === 1) await pause(random() * spreadMs);
      await deliver(rule, target, targetInput(event, target), delivery.id);
      return 'done';
    } catch (error) {
      const isTooOld = clock.now() - delivery.enqueuedAtMs > target.maximumEventAgeSeconds * 1000;
      const isSpent = delivery.attempt > target.maximumRetryAttempts;
      if (!isTooOld && !isSpent && !(error instanceof PermanentFailure)) {
        const wait = Math.min(FIRST_RETRY_MS * 2 ** (delivery.attempt - 1), LONGEST_RETRY_MS);
        return { retryAfterMs: wait * retryScale };
      }
      logger.warn(`gave up an event of ${rule.logicalId} after ${delivery.attempt} attempts: ${String(error)}`);
      await this.#deadLetter(rule, target, event, delivery, error);
      return 'done';
    }
  }

  async #deadLetter(
    rule: RuleDefinition,
    target: RuleTarget,
    event: JsonObject,
    { attempt }: Delivery,
    cause: unknown,
  ) {
    if (target.deadLetterArn === undefined) return;
    const isPermanent = cause instanceof PermanentFailure;
    try {
      await this.#options.send(target.deadLetterArn, JSON.stringify(event), {
        RULE_ARN: rule.arn,
        TARGET_ARN: target.arn,
        ERROR_CODE: isPermanent ? 'NO_PERMISSIONS' : 'INTERNAL_ERROR',
        ERROR_MESSAGE: cause instanceof Error ? cause.message : String(cause),
        EXHAUSTED_RETRY_CONDITION: isPermanent ? 'None' : 'MaximumRetryAttempts',
        RETRY_ATTEMPTS: String(attempt - 1),
      });
    } catch (error) {
      this.#options.logger.error(`lost an event of ${rule.logicalId}, its dead-letter queue refused: ${String(error)}`);
    }
  }
}
