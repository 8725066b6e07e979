import type { ModelState } from '@optaic/mlops/base';
import { HmmFilter } from '@optaic/mlops/learners/hmm';
import type { RegimeModel } from '../model/regime-model.ts';
import { type DebouncedLabel, debounce, likeliestOf } from './debounce.ts';
import { decodeRegimeState, type RegimeState } from './regime-state.ts';

/** What is said of one bar, from it and earlier ones only. */
export interface RegimeBar {
  /** P(z_t = k | x_{1:t}). Shape (regimes,). */
  readonly probabilities: Float64Array;
  /** P(z_{t+1} = k | x_{1:t}). Shape (regimes,). */
  readonly forecast: Float64Array;
  /** ln p(x_t | x_{1:t−1}). */
  readonly logLikelihood: number;
  /** The likeliest regime. */
  readonly label: number;
  /** Bars that it has been the likeliest, this one included. */
  readonly daysInRegime: number;
  readonly debouncedLabel: number;
}

export interface RegimeWalk {
  readonly bars: readonly RegimeBar[];
  /** After the last bar; that before where there was none. */
  readonly state: RegimeState | undefined;
}

/**
 * Takes bars one after the other, each in O(K²): whether a stretch is walked in one go or in pieces, the state handed on,
 * every bit is the same.
 *
 * @param logDensities - Shape (bars × regimes), row-major.
 */
export function walkRegimes(
  { hmm, debounce: limits }: Pick<RegimeModel, 'hmm' | 'debounce'>,
  logDensities: Float32Array,
  before: ModelState | undefined,
): RegimeWalk {
  const regimes = hmm.initial.length;
  let state = before === undefined ? undefined : decodeRegimeState(before, regimes);
  const filter = new HmmFilter(hmm, state?.logFiltered);
  const bars: RegimeBar[] = [];
  for (let at = 0; at < logDensities.length; at += regimes) {
    const filtered = filter.step(logDensities, at);
    const label = likeliestOf(filtered.probabilities);
    const daysInRegime = state?.label === label ? state.daysInRegime + 1 : 1;
    const debounced = debounce(debouncedOf(state), filtered.probabilities, limits);
    bars.push({ ...filtered, label, daysInRegime, debouncedLabel: debounced.label });
    state = {
      logFiltered: filter.state() ?? [],
      label,
      daysInRegime,
      debouncedLabel: debounced.label,
      debouncedDays: debounced.days,
    };
  }
  return { bars, state };
}

function debouncedOf(state: RegimeState | undefined): DebouncedLabel | undefined {
  return state === undefined ? undefined : { label: state.debouncedLabel, days: state.debouncedDays };
}
