import { InvalidInputError } from '@optaic/mlops/base';
import type { HmmModel } from './hmm-model.ts';
import { createChain, filterBar, type MarkovChain } from './markov-chain.ts';

/** What a bar said. */
export interface FilteredBar {
  /** P(z_t = k | x_{1:t}). Shape (regimes,); sums to 1. */
  readonly probabilities: Float64Array;
  /** P(z_{t+1} = k | x_{1:t}). Shape (regimes,); sums to 1. */
  readonly forecast: Float64Array;
  /** ln p(x_t | x_{1:t−1}): the one-step predictive log-likelihood, in units of the raw features. */
  readonly logLikelihood: number;
}

/**
 * The causal side of a model: takes bars in the order of time, each in O(K²), and never looks at a later one. A stretch
 * filtered in one go or bar by bar, with the state carried between, gives the same bits.
 */
export class HmmFilter {
  private readonly chain: MarkovChain;
  private logFiltered: Float64Array | undefined;

  /**
   * @param state - What `state()` of an earlier filter gave; absent: the next bar is the first.
   * @throws {InvalidInputError} `learner.shape_mismatch` when the state is not one of this model's.
   */
  constructor({ initial, transitions }: Pick<HmmModel, 'initial' | 'transitions'>, state?: readonly number[]) {
    this.chain = createChain(initial, transitions);
    if (state === undefined) return;
    if (state.length !== initial.length || !state.every((value) => Number.isFinite(value) && value <= 1e-9)) {
      throw new InvalidInputError(
        'learner.shape_mismatch',
        `the filter's state has ${state.length} values for ${initial.length} regimes, each to be the logarithm of a probability; use a state of the same model version`,
      );
    }
    this.logFiltered = Float64Array.from(state);
  }

  /**
   * Takes the next bar.
   *
   * @param logDensities - ln p(x_t | z_t = k), finite, from `at` on.
   */
  step(logDensities: ArrayLike<number>, at = 0): FilteredBar {
    const { regimes, transitions } = this.chain;
    const filtered = new Float64Array(regimes);
    const before = this.logFiltered === undefined ? undefined : { values: this.logFiltered, at: 0 };
    const logLikelihood = filterBar(this.chain, before, logDensities, at, { values: filtered, at: 0 });
    this.logFiltered = filtered;
    const probabilities = filtered.map(Math.exp);
    const forecast = new Float64Array(regimes);
    for (let i = 0; i < regimes; i++) {
      for (let j = 0; j < regimes; j++) forecast[j] += probabilities[i] * transitions[i * regimes + j];
    }
    return { probabilities, forecast, logLikelihood };
  }

  /** ln P(z_t | x_{1:t}) of the last bar, to go on from; undefined before the first. */
  state(): number[] | undefined {
    return this.logFiltered === undefined ? undefined : [...this.logFiltered];
  }
}
