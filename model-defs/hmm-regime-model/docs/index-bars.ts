import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { LabelledPanel } from '@optaic/mlops/base';

const HISTORY = new URL('../../../test/data/us-index.csv.gz', import.meta.url);
const VOLATILITY_DAYS = 20;
const HORIZON_DAYS = 5;

/** What the regimes are learned from here: the day's return and the volatility of the last twenty. */
export const FEATURE_NAMES = ['return_1d', 'log_volatility_20d'];

/** The S&P 500, a bar a trading day from 1990 to 2022, with the return of the five days that follow as the label. */
export function readIndexBars(): LabelledPanel {
  const lines = gunzipSync(readFileSync(HISTORY)).toString('utf8').trim().split('\n').slice(1);
  const days = lines.map((line) => line.split(','));
  const closes = days.map(([, close]) => Number(close));
  const returns = closes.map((close, day) => Math.log(close / closes[day - 1]));
  const bars = Array.from(closes.keys()).slice(VOLATILITY_DAYS, closes.length - HORIZON_DAYS);
  const volatility = (bar: number) => {
    const squares = returns.slice(bar - VOLATILITY_DAYS + 1, bar + 1).reduce((sum, move) => sum + move * move, 0);
    return Math.log(Math.sqrt((squares / VOLATILITY_DAYS) * 252));
  };
  return {
    rows: bars.length,
    entity: bars.map(() => 'MARKET'),
    decisionTime: Float64Array.from(bars, (bar) => Date.parse(`${days[bar][0]}T00:00:00Z`)),
    featureNames: FEATURE_NAMES,
    features: Float32Array.from([...bars.map((bar) => returns[bar]), ...bars.map(volatility)]),
    labels: Float32Array.from(bars, (bar) => closes[bar + HORIZON_DAYS] / closes[bar] - 1),
  };
}
