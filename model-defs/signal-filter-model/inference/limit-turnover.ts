export interface TurnoverLimits {
  readonly band: number;
  /** In (0, 1]. */
  readonly cap: number;
}

export interface LimitedSignal {
  /** Shape (assets,). */
  readonly signal: Float64Array;
  /** Shape (assets,); whether it is nearer to the signal before than it was asked to be. */
  readonly isHeldBack: readonly boolean[];
}

/** Below this a change is none: signals are float32. */
const UNCHANGED = 1e-7;

/**
 * Moves from the signal before to the one that is wanted, no further than allowed.
 *
 * Exits come first and are never held back: what is no longer wanted, or wanted on the other side, goes to 0. The band then
 * keeps what would change by no more than it. What is left may fill up the cap, all changes scaled alike: one-way turnover
 * is ½ Σ |Δ| over the greater of Σ |before| and Σ |wanted|. So no name ever points where it is not wanted.
 *
 * @param wanted - Shape (assets,), one date.
 * @param before - Shape (assets,); 0 for what was not held.
 * @param gone - Σ |before| of what is no longer in the cross-section: exits too.
 */
export function limitTurnover(
  wanted: Float64Array,
  before: Float64Array,
  gone: number,
  { band, cap }: TurnoverLimits,
): LimitedSignal {
  const start = before.map((value, i) => (Math.sign(value) === Math.sign(wanted[i]) ? value : 0));
  const target = wanted.map((value, i) => (start[i] !== 0 && Math.abs(value - start[i]) <= band ? start[i] : value));
  const total = (values: Float64Array) => values.reduce((sum, value) => sum + Math.abs(value), 0);
  const forced = gone + total(before.map((value, i) => value - start[i]));
  const free = total(target.map((value, i) => value - start[i]));
  const room = 2 * cap * Math.max(total(before) + gone, total(wanted)) - forced;
  // A first signal has nothing to turn over from: it is taken as it is.
  const isFirst = total(before) + gone === 0;
  const share = isFirst || free <= Math.max(0, room) ? 1 : Math.max(0, room) / free;
  const signal = start.map((value, i) => (share === 1 ? target[i] : value + share * (target[i] - value)));
  return { signal, isHeldBack: Array.from(signal, (value, i) => Math.abs(value - wanted[i]) > UNCHANGED) };
}
