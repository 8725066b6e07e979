import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { LabelledPanel } from '@optaic/mlops/base';

const HISTORY = new URL('../../test/data/us-index.csv.gz', import.meta.url);
const VOLATILITY_DAYS = 20;
export const HORIZON_DAYS = 5;

/** What the regimes are learned from: the day's return alone, or with the volatility of the last twenty. */
export const FEATURE_SETS = [['return_1d'], ['return_1d', 'log_volatility_20d']] as const;
type FeatureName = (typeof FEATURE_SETS)[number][number];

/** The S&P 500, a bar a trading day from 1990 to 2022, with the return of the five days that follow as the label. */
export function readIndexBars(featureNames: readonly FeatureName[]): LabelledPanel {
  const lines = gunzipSync(readFileSync(HISTORY)).toString('utf8').trim().split('\n').slice(1);
  const days = lines.map((line) => line.split(','));
  const closes = days.map(([, close]) => Number(close));
  const returns = closes.map((close, day) => Math.log(close / closes[day - 1]));
  const measures: Record<FeatureName, (day: number) => number> = {
    return_1d: (day) => returns[day],
    log_volatility_20d: (day) => {
      const squares = returns.slice(day - VOLATILITY_DAYS + 1, day + 1).map((move) => move * move);
      return Math.log((252 * squares.reduce((sum, square) => sum + square, 0)) / VOLATILITY_DAYS) / 2;
    },
  };
  const bars = Array.from(closes.keys()).slice(VOLATILITY_DAYS, closes.length - HORIZON_DAYS);
  return {
    rows: bars.length,
    entity: bars.map(() => 'MARKET'),
    decisionTime: Float64Array.from(bars, (day) => Date.parse(`${days[day][0]}T00:00:00Z`)),
    featureNames,
    features: Float32Array.from(featureNames.flatMap((name) => bars.map(measures[name]))),
    labels: Float32Array.from(bars, (day) => closes[day + HORIZON_DAYS] / closes[day] - 1),
  };
}
