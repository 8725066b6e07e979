import { checkShareLabels } from './check-share-labels.ts';
import type { Metric } from './metric.ts';
import { weightedMean } from './weighted-mean.ts';

/** The loss of one row by its label y and prediction p. */
type RowLoss = (y: number, p: number) => number;

const LEAST_PROBABILITY = Math.fround(1e-16);
const { abs, fround, log, log1p, max, sqrt } = Math;

const square = (x: number) => x * x;

/** Float32 losses, as XGBoost's: the prediction and the difference are rounded before they are used. */
const LOSSES: Readonly<Record<string, (slope: number) => RowLoss>> = {
  rmse: () => (y, p) => square(fround(y - p)),
  rmsle: () => (y, p) => square(fround(log1p(y) - log1p(p))),
  mae: () => (y, p) => abs(fround(y - p)),
  mape: () => (y, p) => abs(fround(y - p) / y),
  mphe: (slope) => (y, p) => square(slope) * (sqrt(1 + square(fround(p - y) / slope)) - 1),
  logloss: () => (y, p) => (y === 0 ? 0 : -y * log(max(p, LEAST_PROBABILITY))) + logOfRest(y, p),
};

function logOfRest(y: number, p: number): number {
  return y === 1 ? 0 : -(1 - y) * log(max(fround(1 - p), LEAST_PROBABILITY));
}

/** A metric that is the mean, or the root of the mean, of a loss of each row; undefined for a name that is none. */
export function createRowMetric(name: string, slope: number): Metric | undefined {
  const loss = LOSSES[name]?.(slope);
  if (loss === undefined) return undefined;
  const isRoot = name.startsWith('rms');
  return {
    name,
    ...(name === 'logloss' ? { checkLabels: checkShareLabels } : {}),
    evaluate(predictions, { rows, labels, weights }) {
      const mean = weightedMean(rows, weights, (row) => loss(labels[row], predictions[row]));
      return isRoot ? sqrt(mean) : mean;
    },
  };
}
