import { chooseVictim, UseRate } from './eviction.ts';
import type { FunctionDefinition } from './function-definition.ts';
import type { FunctionProcess, Invocation } from './function-process.ts';
import { failed, type InvocationOutcome } from './invocation-outcome.ts';

export interface FunctionPoolOptions {
  start(definition: FunctionDefinition): FunctionProcess;
  /** @default 8 */
  readonly maxProcesses?: number;
  /** @default 60,000 */
  readonly idleMs?: number;
}

interface Seat {
  readonly process: FunctionProcess;
  isBusy: boolean;
  /** Started ahead of an invocation that is expected: kept for it until then. */
  reservedUntil: number;
  idleSince: number;
}

/** An expected invocation that does not come leaves its process to be given up like any other. */
const RESERVATION_MS = 10_000;

interface Waiter {
  readonly definition: FunctionDefinition;
  readonly admit: (seat: Seat) => void;
}

/** Keeps functions warm in a bounded number of processes; an invocation beyond it waits for the next free one, in order. */
export class FunctionPool {
  readonly #options: FunctionPoolOptions;
  readonly #maxProcesses: number;
  readonly #idleMs: number;
  readonly #seats = new Set<Seat>();
  readonly #waiting: Waiter[] = [];
  readonly #useRates = new Map<FunctionDefinition, UseRate>();
  readonly #sweep: NodeJS.Timeout;
  #isClosed = false;

  constructor(options: FunctionPoolOptions) {
    this.#options = options;
    this.#maxProcesses = options.maxProcesses ?? 8;
    this.#idleMs = options.idleMs ?? 60_000;
    this.#sweep = setInterval(() => this.#endIdle(), Math.max(100, this.#idleMs / 12));
    this.#sweep.unref();
  }

  /** @param mayExceed - The caller itself occupies a process, so waiting for one could last for ever. */
  async invoke(definition: FunctionDefinition, invocation: Invocation, mayExceed = false): Promise<InvocationOutcome> {
    if (this.#isClosed) return failed('Runtime.ExitError', 'the embedded runtime is stopping');
    const rate = this.#useRates.get(definition) ?? new UseRate();
    this.#useRates.set(definition, rate);
    rate.add(performance.now());
    const seat = await this.#take(definition, mayExceed);
    try {
      return await seat.process.invoke(invocation);
    } finally {
      this.#release(seat);
    }
  }

  /** Starts a process ahead of an invocation that will come soon, where there is room for it. */
  prepare(definition: FunctionDefinition): void {
    if (this.#isClosed || this.#waiting.length > 0) return;
    const isWarm = [...this.#seats].some((seat) => !seat.isBusy && seat.process.definition === definition);
    if (isWarm || (this.#seats.size >= this.#maxProcesses && !this.#evict())) return;
    const seat = this.#start(definition);
    seat.idleSince = performance.now();
    seat.reservedUntil = seat.idleSince + RESERVATION_MS;
  }

  /** Ends every process; what they were doing fails. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#waiting.length = 0;
    clearInterval(this.#sweep);
    const seats = [...this.#seats];
    for (const { process } of seats) process.kill();
    await Promise.all(seats.map(({ process }) => process.exited));
  }

  #take(definition: FunctionDefinition, mayExceed: boolean): Promise<Seat> {
    const warm = [...this.#seats].filter(({ process, isBusy }) => !isBusy && process.definition === definition);
    const latest = warm.sort((a, b) => b.idleSince - a.idleSince).find(({ process }) => process.isUsable);
    if (latest !== undefined) return Promise.resolve(occupied(latest));
    if (this.#seats.size < this.#maxProcesses || this.#evict() || mayExceed) {
      return Promise.resolve(occupied(this.#start(definition)));
    }
    return new Promise((resolve) => this.#waiting.push({ definition, admit: resolve }));
  }

  #start(definition: FunctionDefinition): Seat {
    const seat: Seat = { process: this.#options.start(definition), isBusy: false, reservedUntil: 0, idleSince: 0 };
    this.#seats.add(seat);
    void seat.process.exited.then(() => this.#vacate(seat));
    return seat;
  }

  #release(seat: Seat): void {
    seat.isBusy = false;
    seat.idleSince = performance.now();
    const next = this.#waiting[0];
    if (next === undefined) return;
    if (seat.process.isUsable && next.definition === seat.process.definition) {
      this.#waiting.shift();
      next.admit(occupied(seat));
    } else {
      seat.process.kill();
      this.#vacate(seat);
    }
  }

  /** Its place is free the moment it is given up; the process is gone soon after. */
  #vacate(seat: Seat): void {
    if (!this.#seats.delete(seat)) return;
    const next = this.#seats.size < this.#maxProcesses ? this.#waiting.shift() : undefined;
    next?.admit(occupied(this.#start(next.definition)));
  }

  #evict(): boolean {
    const now = performance.now();
    const idle = [...this.#seats].filter(({ isBusy, reservedUntil }) => !isBusy && reservedUntil < now);
    const facts = idle.map(({ process, idleSince }) => ({
      useRate: this.#useRates.get(process.definition)?.at(now) ?? 0,
      idleMs: now - idleSince,
    }));
    const victim = idle[chooseVictim(facts)];
    if (victim === undefined) return false;
    victim.process.kill();
    this.#seats.delete(victim);
    return true;
  }

  #endIdle(): void {
    const now = performance.now();
    for (const seat of this.#seats) {
      if (seat.isBusy || now - seat.idleSince < this.#idleMs) continue;
      seat.process.kill();
      this.#vacate(seat);
    }
  }
}

function occupied(seat: Seat): Seat {
  seat.isBusy = true;
  seat.reservedUntil = 0;
  return seat;
}
