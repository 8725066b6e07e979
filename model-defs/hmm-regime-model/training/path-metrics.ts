import { detectionLag, flipsPerYear, realisedDurations } from '@optaic/mlops/metrics';
import type { RegimeBar } from '../inference/walk-regimes.ts';

const BARS_A_YEAR = 252;

/**
 * How regimes follow each other: flips a year, raw and debounced; by regime its share of the bars and its mean stay; and how
 * many bars later than hindsight the filter noticed a change.
 *
 * @param hindsight - The likeliest label of every bar by smoothing, to diagnose only.
 */
export function pathMetrics(
  bars: readonly RegimeBar[],
  hindsight: readonly number[],
  regimes: number,
): Record<string, number | undefined> {
  const labels = bars.map(({ label }) => label);
  const debounced = bars.map(({ debouncedLabel }) => debouncedLabel);
  const { meanBars, missed } = detectionLag(labels, hindsight);
  const metrics: Record<string, number | undefined> = {
    flipsPerYear: flipsPerYear(labels, BARS_A_YEAR),
    debouncedFlipsPerYear: flipsPerYear(debounced, BARS_A_YEAR),
    meanDetectionLagDays: meanBars,
    missedChanges: missed,
  };
  realisedDurations(labels, regimes).forEach((duration, k) => {
    metrics[`realisedDurationDaysRegime${k}`] = duration;
    metrics[`shareOfBarsRegime${k}`] = labels.filter((label) => label === k).length / labels.length;
  });
  return metrics;
}
