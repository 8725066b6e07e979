import { InvalidInputError } from '@optaic/mlops/base';
import { averageTieRanks } from './average-tie-ranks.ts';
import { pearsonCorrelation } from './pearson-correlation.ts';

/** Below so many assets a cross-section says nothing about ordering. */
export const MINIMUM_ASSETS = 5;

/**
 * Information coefficient of one date: the Pearson correlation of signal and outcome over the assets that have both.
 *
 * @param signal - Shape (assets,); NaN is missing.
 * @param outcome - Shape (assets,), same order; returns in fractions, so 0.01 is 1 %; NaN is missing.
 * @returns In [-1, 1]; undefined for fewer than 5 assets or no variance, which callers skip and count.
 * @throws {InvalidInputError} `metrics.shape_mismatch` when the lengths differ.
 * @see microsoft/qlib, contrib/eva/alpha.py, calc_ic.
 */
export function informationCoefficient(signal: ArrayLike<number>, outcome: ArrayLike<number>): number | undefined {
  const { signals, outcomes } = completePairs(signal, outcome);
  return signals.length < MINIMUM_ASSETS ? undefined : pearsonCorrelation(signals, outcomes);
}

/**
 * Rank information coefficient of one date: the Pearson correlation of the average-tie ranks.
 *
 * @param signal - Shape (assets,); NaN is missing.
 * @param outcome - Shape (assets,), same order; returns in fractions, so 0.01 is 1 %; NaN is missing.
 * @returns In [-1, 1]; undefined for fewer than 5 assets or no variance, which callers skip and count.
 * @throws {InvalidInputError} `metrics.shape_mismatch` when the lengths differ.
 * @see Spearman, The Proof and Measurement of Association between Two Things, 1904.
 */
export function rankInformationCoefficient(signal: ArrayLike<number>, outcome: ArrayLike<number>): number | undefined {
  const { signals, outcomes } = completePairs(signal, outcome);
  if (signals.length < MINIMUM_ASSETS) return undefined;
  return pearsonCorrelation(averageTieRanks(signals), averageTieRanks(outcomes));
}

function completePairs(signal: ArrayLike<number>, outcome: ArrayLike<number>) {
  if (signal.length !== outcome.length) {
    throw new InvalidInputError(
      'metrics.shape_mismatch',
      `signal has ${signal.length} values and outcome ${outcome.length}; pass one outcome per signal, in the same order`,
    );
  }
  const signals: number[] = [];
  const outcomes: number[] = [];
  for (let i = 0; i < signal.length; i++) {
    const s = signal[i];
    const o = outcome[i];
    if (Number.isNaN(s) || Number.isNaN(o)) continue;
    signals.push(s);
    outcomes.push(o);
  }
  return { signals, outcomes };
}
