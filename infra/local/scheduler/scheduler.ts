import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { type Delivery, DurableRetryQueue, type Verdict } from '../durable-retry-queue.ts';
import { canonicalJson, parseJson } from '../json.ts';
import { AwsServiceError } from '../json-service.ts';
import type { RuntimeLogger } from '../logger.ts';
import type { AccountScope } from '../service.ts';
import type { StateStore, StateTable } from '../state/state-store.ts';
import type { WorkTracker } from '../work-tracker.ts';
import { dateMs, type Schedule, type ScheduleRecord } from './schedule.ts';
import { nextFireMs } from './schedule-expression.ts';

export interface SchedulerOptions {
  readonly account: Required<AccountScope>;
  readonly state: StateStore;
  readonly clock: Clock;
  readonly work: WorkTracker;
  readonly logger: RuntimeLogger;
  readonly retryScale: number;
  readonly groups: ReadonlySet<string>;
  /** Hands an input to a target, as the schedule's role; rejects when it did not arrive. */
  deliver(targetArn: string, input: string, context: { roleArn: string; deliveryId: string }): Promise<void>;
  /** To a dead-letter queue, as the schedule's role. */
  sendAs(roleArn: string): (targetArn: string, body: string, attributes?: Record<string, string>) => Promise<void>;
}

interface Firing {
  readonly schedule: Schedule;
  readonly scheduledAtMs: number;
  readonly executionId: string;
}

const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 60_000;

/** EventBridge Scheduler: fires at least once, also what fell due while nothing ran (once, however often it was missed). */
export class Scheduler {
  readonly #options: SchedulerOptions;
  readonly #table: StateTable<ScheduleRecord>;
  readonly #records: Map<string, ScheduleRecord>;
  readonly #timers = new Map<string, () => void>();
  readonly #queue: DurableRetryQueue<Firing>;

  constructor(options: SchedulerOptions) {
    this.#options = options;
    const { state, clock, work, logger } = options;
    this.#table = state.table<ScheduleRecord>('schedules');
    this.#records = new Map(this.#table.entries());
    this.#queue = new DurableRetryQueue({
      name: 'schedule_firings',
      state,
      clock,
      work,
      logger,
      attempt: (firing, delivery) => this.#attempt(firing, delivery),
    });
  }

  /** Brings the schedules of the templates up to date and takes up what an earlier runtime left. */
  start(declared: readonly Schedule[]): void {
    const keys = new Set(declared.map(keyOf));
    for (const [key, record] of this.#records) if (record.isDeclared && !keys.has(key)) this.#remove(key);
    for (const schedule of declared) {
      const existing = this.#records.get(keyOf(schedule));
      if (existing === undefined || canonicalJson(asJson(existing.schedule)) !== canonicalJson(asJson(schedule))) {
        this.#put(schedule, existing, true);
      }
    }
    for (const [key, record] of this.#records) this.#arm(key, record);
    this.#queue.resume();
  }

  create(schedule: Schedule): void {
    if (this.#records.has(keyOf(schedule))) {
      throw new AwsServiceError('ConflictException', `Schedule ${schedule.Name} already exists.`, 409);
    }
    this.#put(schedule, undefined, false);
  }

  update(schedule: Schedule): void {
    this.#put(schedule, this.get(schedule.GroupName, schedule.Name), false);
  }

  get(group: string, name: string): ScheduleRecord {
    const record = this.#records.get(`${group}/${name}`);
    if (record === undefined) {
      throw new AwsServiceError('ResourceNotFoundException', `Schedule ${name} does not exist.`, 404);
    }
    return record;
  }

  list(group?: string): readonly ScheduleRecord[] {
    return [...this.#records.values()].filter(({ schedule }) => group === undefined || schedule.GroupName === group);
  }

  delete(group: string, name: string): void {
    this.get(group, name);
    this.#remove(`${group}/${name}`);
  }

  arnOf({ GroupName, Name }: Pick<Schedule, 'GroupName' | 'Name'>): string {
    const { partition, region, accountId } = this.#options.account;
    return `arn:${partition}:scheduler:${region}:${accountId}:schedule/${GroupName}/${Name}`;
  }

  close(): void {
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
    this.#queue.close();
  }

  #put(schedule: Schedule, existing: ScheduleRecord | undefined, isDeclared: boolean): void {
    if (!this.#options.groups.has(schedule.GroupName)) {
      throw new AwsServiceError(
        'ResourceNotFoundException',
        `Schedule group ${schedule.GroupName} does not exist.`,
        404,
      );
    }
    const now = this.#options.clock.now();
    const createdAtMs = existing?.createdAtMs ?? now;
    const record = withNextFire({ schedule, createdAtMs, modifiedAtMs: now, isDeclared }, now);
    this.#save(keyOf(schedule), record);
    this.#arm(keyOf(schedule), record);
  }

  #arm(key: string, { nextFireMs: fireMs }: ScheduleRecord): void {
    this.#timers.get(key)?.();
    this.#timers.delete(key);
    if (fireMs !== undefined)
      this.#timers.set(
        key,
        this.#options.clock.at(fireMs, () => this.#tryFire(key)),
      );
  }

  /** Called by a timer, where nobody would see what is thrown. */
  #tryFire(key: string): void {
    try {
      this.#fire(key);
    } catch (error) {
      this.#options.logger.error(
        `schedule ${key} did not fire: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }

  #fire(key: string): void {
    const record = this.#records.get(key);
    if (record?.nextFireMs === undefined) return;
    const { schedule, nextFireMs: scheduledAtMs } = record;
    const executionId = randomUUID();
    // Kept before the next time is computed: killed in between, it fires again under the same key.
    this.#queue.enqueue(`${key}@${scheduledAtMs}`, { schedule, scheduledAtMs, executionId });
    const next = withNextFire(record, this.#options.clock.now());
    if (next.nextFireMs === undefined && schedule.ActionAfterCompletion === 'DELETE') {
      this.#remove(key);
      return;
    }
    this.#save(key, next);
    this.#arm(key, next);
  }

  async #attempt({ schedule, scheduledAtMs, executionId }: Firing, delivery: Delivery): Promise<Verdict> {
    const { deliver, clock, retryScale, logger, sendAs } = this.#options;
    const { Target, GroupName, Name } = schedule;
    const input = this.#input(schedule, { scheduledAtMs, executionId, attempt: delivery.attempt });
    try {
      await deliver(Target.Arn, input, { roleArn: Target.RoleArn, deliveryId: delivery.id });
      return 'done';
    } catch (error) {
      const { MaximumRetryAttempts, MaximumEventAgeInSeconds } = Target.RetryPolicy;
      const isTooOld = clock.now() - delivery.enqueuedAtMs > MaximumEventAgeInSeconds * 1000;
      if (delivery.attempt <= MaximumRetryAttempts && !isTooOld) {
        return { retryAfterMs: Math.min(FIRST_RETRY_MS * 2 ** (delivery.attempt - 1), LONGEST_RETRY_MS) * retryScale };
      }
      logger.warn(`schedule ${GroupName}/${Name} gave up after ${delivery.attempt} attempts: ${String(error)}`);
      const deadLetterArn = Target.DeadLetterConfig?.Arn;
      if (deadLetterArn === undefined) return 'done';
      await sendAs(Target.RoleArn)(deadLetterArn, input, { ERROR_MESSAGE: String(error) }).catch((refusal: unknown) => {
        logger.error(`lost a firing of ${GroupName}/${Name}, its dead-letter queue refused: ${String(refusal)}`);
      });
      return 'done';
    }
  }

  #input(schedule: Schedule, facts: { scheduledAtMs: number; executionId: string; attempt: number }): string {
    const { account } = this.#options;
    const arn = this.arnOf(schedule);
    const time = new Date(facts.scheduledAtMs).toISOString().replace(/\.\d+Z$/, 'Z');
    if (schedule.Target.Input !== undefined) {
      return schedule.Target.Input.replaceAll('<aws.scheduler.scheduled-time>', time)
        .replaceAll('<aws.scheduler.schedule-arn>', arn)
        .replaceAll('<aws.scheduler.execution-id>', facts.executionId)
        .replaceAll('<aws.scheduler.attempt-number>', String(facts.attempt));
    }
    return JSON.stringify({
      version: '0',
      id: facts.executionId,
      'detail-type': 'Scheduled Event',
      source: 'aws.scheduler',
      account: account.accountId,
      time,
      region: account.region,
      resources: [arn],
      detail: '{}',
    });
  }

  #save(key: string, record: ScheduleRecord): void {
    this.#table.set(key, record);
    this.#records.set(key, record);
  }

  #remove(key: string): void {
    this.#timers.get(key)?.();
    this.#timers.delete(key);
    this.#records.delete(key);
    this.#table.delete(key);
  }
}

function keyOf({ GroupName, Name }: Schedule): string {
  return `${GroupName}/${Name}`;
}

const asJson = (schedule: Schedule) => parseJson(JSON.stringify(schedule));

function withNextFire(record: Omit<ScheduleRecord, 'nextFireMs'>, afterMs: number): ScheduleRecord {
  const { schedule, createdAtMs, modifiedAtMs, isDeclared } = record;
  const base = { schedule, createdAtMs, modifiedAtMs, isDeclared };
  const startMs = dateMs(schedule.StartDate) ?? 0;
  const from = { afterMs: Math.max(afterMs, startMs - 1), createdAtMs };
  const next = nextFireMs(schedule.ScheduleExpression, schedule.ScheduleExpressionTimezone, from);
  const isOver = next !== undefined && next > (dateMs(schedule.EndDate) ?? Number.POSITIVE_INFINITY);
  // Computed also when disabled, so that a bad expression is refused.
  return next === undefined || isOver || schedule.State === 'DISABLED' ? base : { ...base, nextFireMs: next };
}
