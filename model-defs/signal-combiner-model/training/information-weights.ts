import { ledoitWolf, solvePositiveDefinite } from '@optaic/mlops/learners/covariance';
import type { Hyperparameters } from '../model/hyperparameters.ts';
import { trainingConfig } from './config.ts';
import { shrinkCoefficients } from './shrink-coefficients.ts';
import { type CoefficientEstimate, estimateCoefficients, type SignalCoefficients } from './signal-coefficients.ts';

/** Weights of aligned signals: each ≥ 0, summing to 1. Shape (signals,). */
export type Weights = readonly number[];

export function equalWeights(signals: number): Weights {
  return Array.from({ length: signals }, () => 1 / signals);
}

/** Weights ≥ 0 that sum to 1 from any; equal ones where none is above 0. */
export function longOnly(raw: readonly number[]): Weights {
  const clipped = raw.map((weight) => (weight > 0 ? weight : 0));
  const total = clipped.reduce((sum, weight) => sum + weight, 0);
  return total > 0 ? clipped.map((weight) => weight / total) : equalWeights(raw.length);
}

/** λ/N + (1 − λ) w: equal weights, not none, are what is believed without evidence. */
export function shrinkToEqual(weights: Weights, shrinkage: number): Weights {
  return weights.map((weight) => shrinkage / weights.length + (1 - shrinkage) * weight);
}

/** In proportion to max(0, shrunk mean coefficient − cost). */
export function coefficientWeights(
  estimates: readonly CoefficientEstimate[],
  { information_cost: cost }: Hyperparameters,
): Weights {
  return longOnly(shrinkCoefficients(estimates).map((mean) => mean - cost));
}

/**
 * In proportion to Σ⁻¹ μ of the coefficients over dates, Σ shrunk by Ledoit and Wolf for outcomes that overlap over the
 * horizon; negative weights are cut. Dates on which a signal has no coefficient are left out.
 *
 * @see Qian, Hua and Sorensen, Quantitative Equity Portfolio Management, 2007, chapter 7.
 */
export function maximumRatioWeights(
  { signals, dates, values }: SignalCoefficients,
  { half_life_days: halfLifeDays }: Hyperparameters,
): Weights {
  const complete: number[] = [];
  for (let date = 0; date < dates; date++) {
    const row = values.subarray(date * signals, (date + 1) * signals);
    if (row.every((value) => !Number.isNaN(value))) complete.push(...row);
  }
  if (complete.length < 2 * signals) return equalWeights(signals);
  const { horizonDays } = trainingConfig;
  const observations = Float64Array.from(complete);
  const { covariance } = ledoitWolf(observations, signals, { overlap: horizonDays });
  const estimates = estimateCoefficients(
    { signals, dates: observations.length / signals, values: observations },
    { halfLifeDays, horizonDays },
  );
  const solved = solvePositiveDefinite(
    covariance,
    Float64Array.from(estimates, ({ mean }) => mean),
  );
  return solved === undefined ? equalWeights(signals) : longOnly([...solved]);
}
