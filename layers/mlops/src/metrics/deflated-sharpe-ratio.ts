import { normalQuantile } from './normal-distribution.ts';
import { probabilisticSharpeRatio } from './probabilistic-sharpe-ratio.ts';
import { sampleMoments } from './sample-moments.ts';

/** The Euler–Mascheroni constant. */
const EULER_GAMMA = 0.577_215_664_901_532_9;

/**
 * The Sharpe ratio that the best of N trials without skill is expected to show:
 * √V · ((1 − γ) Φ⁻¹(1 − 1/N) + γ Φ⁻¹(1 − 1/(N e))), V the variance (with N − 1) of the ratios over the trials.
 *
 * @param trialSharpeRatios - Shape (trials,); per period, not annualised; every trial, not only the good ones.
 * @param trials - N: effective number of trials, fewer than those listed when they resemble each other.
 * @returns Per period, ≥ 0; 0 for fewer than two trials, since nothing was chosen.
 * @throws {InvalidInputError} `metrics.value_not_finite`.
 * @see Bailey and López de Prado, The Deflated Sharpe Ratio, 2014.
 */
export function expectedMaximumSharpeRatio(
  trialSharpeRatios: ArrayLike<number>,
  trials: number = trialSharpeRatios.length,
): number {
  const deviation = sampleMoments(trialSharpeRatios)?.standardDeviation ?? 0;
  if (trials < 2) return 0;
  const best =
    (1 - EULER_GAMMA) * normalQuantile(1 - 1 / trials) + EULER_GAMMA * normalQuantile(1 - 1 / (trials * Math.E));
  return deviation * best;
}

/**
 * Probability that the true Sharpe ratio of a chosen trial is above what the best of so many trials shows by luck: its
 * probabilistic Sharpe ratio against `expectedMaximumSharpeRatio`.
 *
 * @param returns - Of the chosen trial. Shape (periods,); in fractions, that must not overlap.
 * @param trialSharpeRatios - Shape (trials,); per period, of every trial, the chosen one too.
 * @returns In [0, 1]; undefined where the probabilistic Sharpe ratio is.
 * @see Bailey and López de Prado, The Deflated Sharpe Ratio, 2014.
 */
export function deflatedSharpeRatio(
  returns: ArrayLike<number>,
  trialSharpeRatios: ArrayLike<number>,
  trials: number = trialSharpeRatios.length,
): number | undefined {
  return probabilisticSharpeRatio(returns, expectedMaximumSharpeRatio(trialSharpeRatios, trials));
}
