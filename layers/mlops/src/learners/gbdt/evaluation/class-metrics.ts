import { checkShareLabels } from './check-share-labels.ts';
import type { Metric } from './metric.ts';
import { weightedMean } from './weighted-mean.ts';

const LEAST_PROBABILITY = Math.fround(1e-16);
const DEFAULT_THRESHOLD = 0.5;

/** `error` or `error@t`: the share of rows on the wrong side of the threshold. */
export function createErrorRate(name: string, suffix: string | undefined): Metric | undefined {
  const threshold = suffix === undefined ? DEFAULT_THRESHOLD : Number(suffix);
  if (!Number.isFinite(threshold)) return undefined;
  const limit = Math.fround(threshold);
  return {
    name,
    checkLabels: checkShareLabels,
    evaluate: (predictions, { rows, labels, weights }) =>
      weightedMean(rows, weights, (row) => (predictions[row] > limit ? 1 - labels[row] : labels[row])),
  };
}

/** Cross entropy (`mlogloss`) or error rate (`merror`) of class probabilities; undefined for a name that is neither. */
export function createClassMetric(name: string): Metric | undefined {
  if (name !== 'mlogloss' && name !== 'merror') return undefined;
  const isLogLoss = name === 'mlogloss';
  return {
    name,
    evaluate: (predictions, { rows, labels, weights }, outputs) =>
      weightedMean(rows, weights, (row) => {
        const first = row * outputs;
        if (isLogLoss) return -Math.log(Math.max(predictions[first + labels[row]], LEAST_PROBABILITY));
        let best = 0;
        for (let k = 1; k < outputs; k++) if (predictions[first + k] > predictions[first + best]) best = k;
        return Number(best !== labels[row]);
      }),
  };
}
