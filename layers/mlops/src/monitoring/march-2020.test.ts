import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { DataMonitor, Panel } from '@optaic/mlops/base';
import { describe, expect, it } from 'vitest';
import { calibrateDriftBaseline } from './calibrate-drift-baseline.ts';
import { checkDrift } from './check-drift.ts';

const MONITOR: DataMonitor = { statistic: 'wasserstein_normed', limitQuantile: 0.99, windowDays: 5, driftShare: 0.5 };

function readPrices(file: string) {
  const bytes = readFileSync(`${import.meta.dirname}/../../../../test/data/${file}`);
  const lines = gunzipSync(bytes).toString('utf8').trim().split('\n').slice(1);
  const cells = lines.map((line) => line.split(','));
  return { dates: cells.map(([date]) => date), closes: cells.map(([, ...values]) => values.map(Number)) };
}

const { dates, closes } = readPrices('us-large-cap-prices.csv.gz');
const index = readPrices('us-index.csv.gz').closes;
const ASSETS = closes[0].length;

const change = (table: number[][], day: number, asset: number, days = 1) =>
  table[day][asset] / table[day - days][asset] - 1;
const last = (days: number, valueAt: (back: number) => number) =>
  Array.from({ length: days }, (_, back) => valueAt(back));
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const covariance = (x: number[], y: number[]) => {
  const [meanX, meanY] = [mean(x), mean(y)];
  return x.reduce((sum, value, i) => sum + (value - meanX) * (y[i] - meanY), 0) / (x.length - 1);
};

function momentum(days: number) {
  return (day: number, asset: number) => change(closes, day, asset, days);
}
function volatility(days: number) {
  return (day: number, asset: number) => {
    const returns = last(days, (back) => change(closes, day - back, asset));
    return Math.sqrt(covariance(returns, returns));
  };
}

/** The demo's features; the value of a day uses closes up to that day. */
const FEATURES: Readonly<Record<string, (day: number, asset: number) => number>> = {
  momentum_20: momentum(20),
  momentum_60: momentum(60),
  momentum_120: momentum(120),
  volatility_20: volatility(20),
  volatility_60: volatility(60),
  reversal_5: (day, asset) => -change(closes, day, asset, 5),
  high_distance_252: (day, asset) =>
    closes[day][asset] / Math.max(...last(252, (back) => closes[day - back][asset])) - 1,
  beta_60: (day, asset) => {
    const market = last(60, (back) => change(index, day - back, 0));
    return (
      covariance(
        last(60, (back) => change(closes, day - back, asset)),
        market,
      ) / covariance(market, market)
    );
  },
};
const FEATURE_LAG_DAYS = 1;

function panelOfDays(first: number, days: number): Panel {
  const rows = days * ASSETS;
  const features = Object.values(FEATURES).flatMap((valueAt) =>
    Array.from({ length: rows }, (_, row) =>
      valueAt(first + Math.floor(row / ASSETS) - FEATURE_LAG_DAYS, row % ASSETS),
    ),
  );
  return {
    rows,
    entity: Array.from({ length: rows }, (_, row) => String(row % ASSETS)),
    decisionTime: Float64Array.from({ length: rows }, (_, row) => Date.parse(dates[first + Math.floor(row / ASSETS)])),
    featureNames: Object.keys(FEATURES),
    features: Float32Array.from(features),
  };
}

/** The last trading days of the weeks from 2020-01-03 to 2020-05-29. */
function weekEnds(): number[] {
  const weekOf = (date: string) => Math.floor((Date.parse(date) / 86_400_000 + 3) / 7);
  return dates.flatMap((date, day) =>
    date >= '2020-01-01' && date <= '2020-05-29' && weekOf(date) !== weekOf(dates[day + 1]) ? [day] : [],
  );
}

describe('drift against limits calibrated inside the training data', () => {
  it('calls no week before 13 March 2020 a drift, and every week from then to 24 April', () => {
    const trainedUntil = dates.findLastIndex((date) => date <= '2019-12-31');
    const baseline = calibrateDriftBaseline(panelOfDays(trainedUntil - 1_259, 1_260), MONITOR, 7);

    const drifted = weekEnds().map((day) => {
      const { features } = checkDrift(baseline, panelOfDays(day - 4, 5));
      return [dates[day], features.filter((feature) => feature.drifted).length];
    });

    expect(Object.fromEntries(drifted)).toEqual({
      '2020-01-03': 1,
      '2020-01-10': 2,
      '2020-01-17': 0,
      '2020-01-24': 0,
      '2020-01-31': 0,
      '2020-02-07': 0,
      '2020-02-14': 0,
      '2020-02-21': 0,
      '2020-02-28': 1,
      '2020-03-06': 2,
      '2020-03-13': 6,
      '2020-03-20': 6,
      '2020-03-27': 6,
      '2020-04-03': 6,
      '2020-04-09': 5,
      '2020-04-17': 6,
      '2020-04-24': 4,
      '2020-05-01': 3,
      '2020-05-08': 4,
      '2020-05-15': 3,
      '2020-05-22': 1,
      '2020-05-29': 1,
    });
  });
});
