import type { Clock } from './clock.ts';
import type { RuntimeLogger } from './logger.ts';
import type { StateStore, StateTable } from './state/state-store.ts';
import type { WorkTracker } from './work-tracker.ts';

interface QueuedItem<T> {
  readonly item: T;
  /** Deliveries tried so far. */
  readonly tried: number;
  readonly enqueuedAtMs: number;
  readonly dueAtMs: number;
}

/** What becomes of an item after one try: done with it, or again after a pause. */
export type Verdict = 'done' | { readonly retryAfterMs: number };

export interface Delivery {
  readonly id: string;
  /** 1 for the first try. */
  readonly attempt: number;
  readonly enqueuedAtMs: number;
}

export interface DurableRetryQueueOptions<T> {
  readonly name: string;
  readonly state: StateStore;
  readonly clock: Clock;
  readonly work: WorkTracker;
  /** Handles one item; what it rejects with is a bug or a full disk: reported, and the item tried again later. */
  attempt(item: T, delivery: Delivery): Promise<Verdict>;
  readonly logger: RuntimeLogger;
}

const PAUSE_AFTER_FAILURE_MS = 1_000;

/**
 * Items that are delivered at least once, whatever happens to the process: written before they are acknowledged, deleted when
 * they are done. A killed delivery is tried again, as the same attempt, by the next runtime.
 */
export class DurableRetryQueue<T> {
  readonly #options: DurableRetryQueueOptions<T>;
  readonly #table: StateTable<QueuedItem<T>>;
  readonly #cancel = new Map<string, () => void>();
  #isClosed = false;

  constructor(options: DurableRetryQueueOptions<T>) {
    this.#options = options;
    this.#table = options.state.table(options.name);
  }

  /** Takes up what an earlier runtime left. */
  resume(): void {
    for (const [id, queued] of this.#table.entries()) this.#schedule(id, queued);
  }

  /** @param id - An item with the same id that is still queued is replaced. */
  enqueue(id: string, item: T): void {
    const now = this.#options.clock.now();
    const queued: QueuedItem<T> = { item, tried: 0, enqueuedAtMs: now, dueAtMs: now };
    this.#table.set(id, queued);
    this.#schedule(id, queued);
  }

  close(): void {
    this.#isClosed = true;
    for (const cancel of this.#cancel.values()) cancel();
    this.#cancel.clear();
  }

  #schedule(id: string, queued: QueuedItem<T>): void {
    const { clock, work, name } = this.#options;
    const done = work.begin(name);
    const run = (): void => {
      this.#cancel.delete(id);
      this.#run(id, queued)
        .catch((error: unknown) => {
          this.#options.logger.error(`${name} ${id}: ${error instanceof Error ? error.message : String(error)}`);
          // Still in the table as it was; only its next try is planned anew.
          if (!this.#isClosed) this.#schedule(id, { ...queued, dueAtMs: clock.now() + PAUSE_AFTER_FAILURE_MS });
        })
        .finally(done);
    };
    if (queued.dueAtMs <= clock.now()) {
      // In a later turn, so that whoever enqueues has finished first.
      const immediate = setImmediate(run);
      this.#cancel.set(id, () => clearImmediate(immediate));
    } else {
      this.#cancel.set(id, clock.at(queued.dueAtMs, run));
    }
  }

  async #run(id: string, { item, tried, enqueuedAtMs }: QueuedItem<T>): Promise<void> {
    const attempt = tried + 1;
    const verdict = await this.#options.attempt(item, { id, attempt, enqueuedAtMs });
    if (this.#isClosed) return;
    if (verdict === 'done') {
      this.#table.delete(id);
      return;
    }
    const dueAtMs = this.#options.clock.now() + verdict.retryAfterMs;
    const queued: QueuedItem<T> = { item, tried: attempt, enqueuedAtMs, dueAtMs };
    this.#table.set(id, queued);
    this.#schedule(id, queued);
  }
}
