import type { LabelledPanel } from '@optaic/mlops/base';
import { crossSections, rankInformationCoefficient } from '@optaic/mlops/metrics';

/** How well each signal ordered the outcomes of each date. */
export interface SignalCoefficients {
  readonly dates: number;
  readonly signals: number;
  /** Shape (dates × signals), row-major, in time order: rank information coefficients; NaN where a date has none. */
  readonly values: Float64Array;
}

export function signalCoefficients({
  rows,
  featureNames,
  features,
  decisionTime,
  labels,
}: LabelledPanel): SignalCoefficients {
  const ranges = crossSections(decisionTime);
  const signals = featureNames.length;
  const values = new Float64Array(ranges.length * signals).fill(Number.NaN);
  ranges.forEach(([start, end], date) => {
    const outcome = labels.subarray(start, end);
    for (let signal = 0; signal < signals; signal++) {
      const column = features.subarray(signal * rows + start, signal * rows + end);
      values[date * signals + signal] = rankInformationCoefficient(column, outcome) ?? Number.NaN;
    }
  });
  return { dates: ranges.length, signals, values };
}

export interface CoefficientEstimate {
  /** Weighted mean over dates, a date counting half as much as one that is a half-life later; 0 without dates. */
  readonly mean: number;
  /** Newey–West with lag horizon − 1, of the same weights; undefined below two dates. */
  readonly standardError: number | undefined;
}

/** Mean coefficient of each signal with its standard error. Shape (signals,). */
export function estimateCoefficients(
  { dates, signals, values }: SignalCoefficients,
  { halfLifeDays, horizonDays }: { readonly halfLifeDays: number; readonly horizonDays: number },
): CoefficientEstimate[] {
  return Array.from({ length: signals }, (_, signal) => {
    const present: { readonly value: number; readonly weight: number }[] = [];
    for (let date = 0; date < dates; date++) {
      const value = values[date * signals + signal];
      if (!Number.isNaN(value)) present.push({ value, weight: 0.5 ** ((dates - 1 - date) / halfLifeDays) });
    }
    const total = present.reduce((sum, { weight }) => sum + weight, 0);
    if (total === 0) return { mean: 0, standardError: undefined };
    const mean = present.reduce((sum, { value, weight }) => sum + weight * value, 0) / total;
    if (present.length < 2) return { mean, standardError: undefined };
    const terms = present.map(({ value, weight }) => (weight * (value - mean)) / total);
    let variance = 0;
    for (let lag = 0; lag < Math.min(horizonDays, terms.length); lag++) {
      const bartlett = lag === 0 ? 1 : 2 * (1 - lag / horizonDays);
      for (let t = lag; t < terms.length; t++) variance += bartlett * terms[t] * terms[t - lag];
    }
    return { mean, standardError: Math.sqrt(Math.max(0, variance)) };
  });
}
