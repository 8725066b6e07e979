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

/**
 * ln Σ_i exp(logFrom_i) · A_ij for every j, in O(K²): the largest is taken out first, so that nothing underflows that matters.
 *
 * @param logFrom - Shape (regimes,).
 * @param into - Shape (regimes,); changed.
 */
export function stepForward({ regimes, transitions }: MarkovChain, logFrom: Float64Array, into: Float64Array): void {
  let highest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < regimes; i++) if (logFrom[i] > highest) highest = logFrom[i];
  into.fill(0);
  for (let i = 0; i < regimes; i++) {
    const share = Math.exp(logFrom[i] - highest);
    for (let j = 0; j < regimes; j++) into[j] += share * transitions[i * regimes + j];
  }
  for (let j = 0; j < regimes; j++) into[j] = highest + Math.log(into[j]);
}

/**
 * One bar of the filter: α_t(j) ∝ b_j(x_t) Σ_i α_{t−1}(i) A_ij, in log space.
 *
 * @param logFiltered - ln P(z_{t−1} | x_{1:t−1}); absent at the first bar. Shape (regimes,).
 * @param logDensities - ln b_j(x_t), from `at` on.
 * @param into - Shape (regimes,); becomes ln P(z_t | x_{1:t}). May be `logFiltered`.
 * @returns ln p(x_t | x_{1:t−1}).
 */
export function filterBar(
  chain: MarkovChain,
  logFiltered: Float64Array | undefined,
  logDensities: ArrayLike<number>,
  at: number,
  into: Float64Array,
): number {
  const joint = new Float64Array(chain.regimes);
  if (logFiltered === undefined) joint.set(chain.logInitial);
  else stepForward(chain, logFiltered, joint);
  // The largest density is taken out first: of a bar far out, what tells the regimes apart would be lost to rounding.
  let highest = Number.NEGATIVE_INFINITY;
  for (let j = 0; j < chain.regimes; j++) if (logDensities[at + j] > highest) highest = logDensities[at + j];
  for (let j = 0; j < chain.regimes; j++) joint[j] += logDensities[at + j] - highest;
  const total = logSumExp(joint);
  for (let j = 0; j < chain.regimes; j++) into[j] = joint[j] - total;
  return highest + total;
}
