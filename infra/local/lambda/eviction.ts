import type { Random } from '../seeded-random.ts';

/** What the choice of a victim depends on. */
export interface WarmProcess {
  /** Invocations since it started. */
  readonly uses: number;
  readonly idleMs: number;
}

/** Within a weekly cycle nothing grows old, or the choice would be by age after all. */
const GRACE_MS = 20_000;
const HALF_WORTH_MS = 10_000;

/**
 * The idle process that gives way to a new one: the least used, where use counts less once it is long ago.
 * A weekly cycle visits more functions than stay warm, always in the same order; giving up the least recently used would then
 * always give up the one that is needed next. This keeps what proved useful and lets the newcomers take turns.
 *
 * @returns An index into `idle`; -1 when it is empty. Ties are drawn.
 */
export function chooseVictim(idle: readonly WarmProcess[], random: Random): number {
  const worth = idle.map(({ uses, idleMs }) => uses / (1 + Math.max(0, idleMs - GRACE_MS) / HALF_WORTH_MS));
  const least = Math.min(...worth);
  const candidates = worth.flatMap((value, index) => (value === least ? [index] : []));
  return candidates[Math.floor(random() * candidates.length)] ?? -1;
}
