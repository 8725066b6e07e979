/** What the choice of a victim depends on. */
export interface WarmProcess {
  /** How often its function has been invoked of late; see `UseRate`. */
  readonly useRate: number;
  readonly idleMs: number;
}

/** Rates that are closer than this factor count as equal. */
const SAME_RATE_FACTOR = 1.5;

/**
 * The idle process that gives way to a new one: among those whose functions are used least, the one used last.
 * A weekly cycle visits more functions than stay warm, always in the same order; the least recently used would always be the
 * one that is needed next. This way most of the cycle stays warm, and the rest takes turns in one place.
 *
 * @returns An index into `idle`; -1 when it is empty.
 */
export function chooseVictim(idle: readonly WarmProcess[]): number {
  const least = Math.min(...idle.map(({ useRate }) => useRate));
  let victim = -1;
  for (const [index, { useRate, idleMs }] of idle.entries()) {
    if (useRate > least * SAME_RATE_FACTOR) continue;
    const best = idle[victim];
    if (best === undefined || idleMs < best.idleMs) victim = index;
  }
  return victim;
}

const MEMORY_MS = 30_000;

/** A count of uses in which each fades with its age: about the number within the last half minute. */
export class UseRate {
  #value = 0;
  #atMs = 0;

  add(nowMs: number): void {
    this.#value = this.at(nowMs) + 1;
    this.#atMs = nowMs;
  }

  at(nowMs: number): number {
    return this.#value * Math.exp((this.#atMs - nowMs) / MEMORY_MS);
  }
}
