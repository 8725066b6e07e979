import type { Category } from '../columns/index.ts';
import { mersenneTwister } from '../statistics/mersenne-twister.ts';
import type { ClassPredictions, ProbabilityCut } from './class-predictions.ts';
import { type ClassificationQuality, classificationQuality } from './classification-quality.ts';

/**
 * Quality of labels drawn at random with the target's own frequencies: what a classifier has to beat. With two labels and
 * probabilities, precision, recall and rates are scaled to where the probabilities are cut.
 *
 * @see evidently 0.7.21, legacy/metrics/classification_performance/classification_dummy_metric.py.
 */
export function classificationBaseline(
  predictions: ClassPredictions,
  positiveLabel: Category = 1,
  { probasThreshold = 0.5 }: Pick<ProbabilityCut, 'probasThreshold'> = {},
): ClassificationQuality {
  const { target, labels, probabilities } = predictions;
  const drawn = { target, labels, predicted: drawLabels(target), probabilities: undefined };
  const quality = classificationQuality(drawn, positiveLabel);
  if (probabilities === undefined) return quality;
  const scaled = labels.length === 2 ? scaleToThreshold(quality, probasThreshold) : quality;
  // Labels that are numbers match no text there, so that the reference's loss is nought.
  const isMatched = labels.some((label) => typeof label === 'string');
  return { ...scaled, roc_auc: 0.5, log_loss: isMatched ? Math.log(probabilities.size) : 0 };
}

/** Drawn as numpy's legacy generator does with seed 0. */
function drawLabels(target: readonly Category[]): Category[] {
  const counts = new Map<Category, number>();
  for (const label of target) counts.set(label, (counts.get(label) ?? 0) + 1);
  const ordered = [...counts].sort(([, a], [, b]) => b - a);
  let sum = 0;
  const limits = ordered.map(([, count]) => {
    sum += count / target.length;
    return sum;
  });
  const next = mersenneTwister(0);
  return target.map(() => {
    const high = next() >>> 5;
    const drawn = (high * 2 ** 26 + (next() >>> 6)) / 2 ** 53;
    const at = limits.findIndex((limit) => limit / sum > drawn);
    return ordered[at][0];
  });
}

function scaleToThreshold(quality: ClassificationQuality, threshold: number): ClassificationQuality {
  const up = threshold === 1 ? 1 : Math.min(1, 0.5 / (1 - threshold));
  const down = Math.min(1, (1 - threshold) / 0.5);
  const precision = quality.precision * up;
  const recall = quality.recall * down;
  const scale = (rate: number | null, by: number) => (rate === null ? null : rate * by);
  return {
    ...quality,
    precision,
    recall,
    f1: precision + recall === 0 ? Number.NaN : (2 * precision * recall) / (precision + recall),
    tpr: scale(quality.tpr, down),
    tnr: scale(quality.tnr, up),
    fpr: scale(quality.fpr, down),
    fnr: scale(quality.fnr, up),
  };
}
