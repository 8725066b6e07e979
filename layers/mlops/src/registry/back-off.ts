/** Waits before an attempt is made again; `attempt` is 1 after the first failure. */
export type BackOff = (attempt: number) => Promise<void>;

export interface FullJitterOptions {
  readonly baseMs: number;
  readonly capMs: number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly sleep: (milliseconds: number) => Promise<unknown>;
}

/**
 * A wait drawn uniformly from 0 to min(capMs, baseMs × 2^attempt).
 *
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function fullJitter({ baseMs, capMs, random, sleep }: FullJitterOptions): BackOff {
  return async (attempt) => {
    await sleep(random() * Math.min(capMs, baseMs * 2 ** attempt));
  };
}
