/** Time as the runtime sees it; tests hand in one that they move. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls `run` once at or after `atMs`; the answer cancels it. */
  at(atMs: number, run: () => void): () => void;
}

// Node's timers hold 32 bits of milliseconds: a later instant is approached in steps.
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  at(atMs, run) {
    let timer: NodeJS.Timeout;
    const arm = (): void => {
      const remaining = atMs - Date.now();
      timer =
        remaining > LONGEST_TIMER_MS ? setTimeout(arm, LONGEST_TIMER_MS) : setTimeout(run, Math.max(0, remaining));
    };
    arm();
    return () => clearTimeout(timer);
  },
};

/** A clock that stands still until it is moved. */
export class ManualClock implements Clock {
  #now: number;
  readonly #due = new Set<{ readonly atMs: number; readonly run: () => void }>();

  constructor(startMs: number) {
    this.#now = startMs;
  }

  now(): number {
    return this.#now;
  }

  at(atMs: number, run: () => void): () => void {
    const entry = { atMs, run };
    this.#due.add(entry);
    return () => this.#due.delete(entry);
  }

  /** Moves to `atMs`, running what falls due on the way, in order. */
  advanceTo(atMs: number): void {
    for (;;) {
      const next = [...this.#due].filter((entry) => entry.atMs <= atMs).sort((a, b) => a.atMs - b.atMs)[0];
      if (next === undefined) break;
      this.#due.delete(next);
      this.#now = Math.max(this.#now, next.atMs);
      next.run();
    }
    this.#now = Math.max(this.#now, atMs);
  }
}
