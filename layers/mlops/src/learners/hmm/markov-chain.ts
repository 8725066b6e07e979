import { logSumExp } from '../log-sum-exp.ts';

/** Regimes that follow each other. */
export interface MarkovChain {
  readonly regimes: number;
  /** ln P(z₀ = k). Shape (regimes,). */
  readonly logInitial: Float64Array;
  /** P(z_{t+1} = j | z_t = i). Shape (regimes × regimes), row-major. */
  readonly transitions: Float64Array;
}

export function createChain(initial: readonly number[], transitions: readonly (readonly number[])[]): MarkovChain {
  return {
    regimes: initial.length,
    logInitial: Float64Array.from(initial, Math.log),
    transitions: Float64Array.from(transitions.flat()),
  };
}

/** A vector of one value a regime inside a longer array. */
export interface RegimeSlot {
  readonly values: Float64Array;
  readonly at: number;
}

/**
 * One bar of the filter: α_t(j) ∝ b_j(x_t) Σ_i α_{t−1}(i) A_ij, in log space and O(K²).
 *
 * @param before - ln P(z_{t−1} | x_{1:t−1}); absent at the first bar.
 * @param logDensities - ln b_j(x_t), from `at` on.
 * @param into - Becomes ln P(z_t | x_{1:t}); must not overlap `before`.
 * @returns ln p(x_t | x_{1:t−1}).
 */
export function filterBar(
  chain: MarkovChain,
  before: RegimeSlot | undefined,
  logDensities: ArrayLike<number>,
  at: number,
  into: RegimeSlot,
): number {
  const { regimes, logInitial } = chain;
  const { values, at: to } = into;
  if (before === undefined) values.set(logInitial, to);
  else stepForward(chain, before, into);
  // The largest density is taken out first: of a bar far out, what tells the regimes apart would be lost to rounding.
  let highest = Number.NEGATIVE_INFINITY;
  for (let j = 0; j < regimes; j++) if (logDensities[at + j] > highest) highest = logDensities[at + j];
  for (let j = 0; j < regimes; j++) values[to + j] += logDensities[at + j] - highest;
  const total = logSumExp(values, to, to + regimes);
  for (let j = 0; j < regimes; j++) values[to + j] -= total;
  return highest + total;
}

/** ln Σ_i exp(before_i) · A_ij for every j; the largest is taken out first, so that nothing underflows that matters. */
function stepForward({ regimes, transitions }: MarkovChain, before: RegimeSlot, into: RegimeSlot): void {
  const { values, at } = before;
  const { values: out, at: to } = into;
  let highest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < regimes; i++) if (values[at + i] > highest) highest = values[at + i];
  for (let j = 0; j < regimes; j++) out[to + j] = 0;
  for (let i = 0; i < regimes; i++) {
    const share = Math.exp(values[at + i] - highest);
    for (let j = 0; j < regimes; j++) out[to + j] += share * transitions[i * regimes + j];
  }
  for (let j = 0; j < regimes; j++) out[to + j] = highest + Math.log(out[to + j]);
}
