import type { GbdtDataset } from '../dataset.ts';
import { type GroupRange, groupRanges } from '../group-ranges.ts';
import type { GbdtParameters } from '../parameters.ts';
import { checkShareLabels } from './check-share-labels.ts';
import type { Metric } from './metric.ts';

/**
 * The chance that a row of higher label has the higher prediction, ties counting half: the area under the ROC curve. In
 * ranking, over the pairs within each group, averaged over those that have a pair; with classes, of each class against the
 * rest, weighted by how often it occurs. NaN where nothing can be compared.
 *
 * @see Fawcett, An Introduction to ROC Analysis, 2006.
 */
export function createAreaUnderCurve({ objective, num_class: classes = 1 }: GbdtParameters): Metric {
  const isRanking = objective.startsWith('rank:');
  return {
    name: 'auc',
    checkLabels(dataset, name) {
      if (classes === 1 && !isRanking) checkShareLabels(dataset, name);
    },
    evaluate(predictions, dataset, outputs) {
      if (outputs > 1) return classArea(predictions, dataset, outputs);
      if (isRanking) return groupArea(predictions, dataset);
      const { labels, weights } = dataset;
      return binaryArea(predictions, labels, weights).area;
    },
  };
}

/** Weighted, with ties as one step of the curve; labels may be probabilities. */
function binaryArea(scores: Float32Array, labels: Float32Array, weights: Float32Array | undefined) {
  const order = Int32Array.from(scores, (_, row) => row).sort((a, b) => scores[b] - scores[a]);
  let positive = 0;
  let negative = 0;
  let area = 0;
  for (let i = 0; i < order.length; ) {
    const [positiveBefore, negativeBefore] = [positive, negative];
    const score = scores[order[i]];
    for (; i < order.length && scores[order[i]] === score; i++) {
      const weight = weights === undefined ? 1 : weights[order[i]];
      positive += labels[order[i]] * weight;
      negative += (1 - labels[order[i]]) * weight;
    }
    area += ((negative - negativeBefore) * (positive + positiveBefore)) / 2;
  }
  return { area: positive > 0 && negative > 0 ? area / (positive * negative) : Number.NaN, positive };
}

function classArea(predictions: Float32Array, { rows, labels, weights }: GbdtDataset, classes: number): number {
  let sum = 0;
  let total = 0;
  for (let k = 0; k < classes; k++) {
    const scores = Float32Array.from({ length: rows }, (_, row) => predictions[row * classes + k]);
    const isClass = Float32Array.from(labels, (label) => Number(label === k));
    const { area, positive } = binaryArea(scores, isClass, weights);
    sum += area * positive;
    total += positive;
  }
  return sum / total;
}

function groupArea(predictions: Float32Array, dataset: GbdtDataset): number {
  let sum = 0;
  let total = 0;
  for (const range of groupRanges(dataset)) {
    if (range.end - range.begin < 2) continue;
    const weight = dataset.weights === undefined ? 1 : dataset.weights[range.begin];
    sum += pairArea(predictions, dataset.labels, range) * weight;
    total += weight;
  }
  return sum / total;
}

/** Over all pairs, rows of equal label in the order that they stand. */
function pairArea(predictions: Float32Array, labels: Float32Array, { begin, end }: GroupRange): number {
  const order = Int32Array.from({ length: end - begin }, (_, i) => begin + i).sort((a, b) => labels[b] - labels[a]);
  const distinct = Float32Array.from(new Set(order.values().map((row) => predictions[row]))).sort();
  const ranks = new Map(distinct.values().map((prediction, rank) => [prediction, rank] as const));
  const passed = createCounter(distinct.length);
  let right = 0;
  for (let i = 0; i < order.length; i++) {
    const rank = ranks.get(predictions[order[i]]) ?? 0;
    const notAbove = passed.below(rank + 1);
    right += i - notAbove + (notAbove - passed.below(rank)) / 2;
    passed.add(rank);
  }
  return right / ((order.length * (order.length - 1)) / 2);
}

/** Counts of ranks, whose sums over ranges cost the logarithm of the number of ranks (Fenwick, 1994). */
function createCounter(ranks: number) {
  const sums = new Int32Array(ranks + 1);
  return {
    add(rank: number): void {
      for (let i = rank + 1; i <= ranks; i += i & -i) sums[i]++;
    },
    /** How many were added below this rank. */
    below(rank: number): number {
      let sum = 0;
      for (let i = rank; i > 0; i -= i & -i) sum += sums[i];
      return sum;
    },
  };
}
