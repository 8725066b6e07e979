import { kolmogorovSmirnov, sampleMoments, welchTStatistic } from '@optaic/mlops/metrics';
import type { RegimeBar } from '../inference/walk-regimes.ts';

/**
 * How far what followed calm bars differs from what followed turbulent ones: in return, and in size, which is volatility.
 * By the likeliest label of the bar; the two extreme regimes are compared.
 *
 * @param outcomes - What followed each bar, such as the market's return over the next days; fractions. Shape (bars,).
 * @param calmness - By regime, from +1 for the calmest to −1.
 */
export function outcomeMetrics(
  bars: readonly RegimeBar[],
  outcomes: Float32Array,
  calmness: readonly number[],
): Record<string, number | undefined> {
  const outcomesOf = (k: number) => outcomes.filter((_, bar) => bars[bar].label === k);
  const calm = outcomesOf(calmness.indexOf(1));
  const turbulent = outcomesOf(calmness.indexOf(-1));
  const metrics: Record<string, number | undefined> = {
    returnKolmogorovSmirnov: kolmogorovSmirnov(calm, turbulent),
    returnTStatistic: welchTStatistic(calm, turbulent),
    volatilityKolmogorovSmirnov: kolmogorovSmirnov(calm.map(Math.abs), turbulent.map(Math.abs)),
    volatilityTStatistic: welchTStatistic(calm.map(Math.abs), turbulent.map(Math.abs)),
  };
  for (const k of calmness.keys()) {
    const moments = sampleMoments(outcomesOf(k));
    metrics[`meanOutcomeRegime${k}`] = moments?.mean;
    metrics[`outcomeStandardDeviationRegime${k}`] = moments?.standardDeviation;
  }
  return metrics;
}
