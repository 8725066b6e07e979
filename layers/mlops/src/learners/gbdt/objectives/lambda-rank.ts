import { refuseRows } from '../../refuse-rows.ts';
import type { GbdtDataset } from '../dataset.ts';
import { descendingOrder, discounts, idealGain, relevanceGain } from '../evaluation/discounted-gain.ts';
import { isNoRelevance, relevances } from '../evaluation/relevances.ts';
import { sigmoidFloat32 } from '../float32-exp.ts';
import { type GroupRange, groupRanges } from '../group-ranges.ts';
import type { Gradients, Objective } from '../objective.ts';
import type { GbdtParameters } from '../parameters.ts';
import { newtonStep } from './base-score.ts';

const LEAST_VARIANCE = 1e-16;
const SCORE_OFFSET = 0.01;

/**
 * LambdaMART: every pair of a group in which one of the two is among the k best by score pulls the more relevant one up
 * and pushes the other down, by how sure the scores are of the wrong order. For `rank:ndcg` a pair weighs what swapping it
 * would change of the group's NDCG, for `rank:pairwise` 1.
 *
 * @see Burges, From RankNet to LambdaRank to LambdaMART: An Overview, 2010.
 */
export function createLambdaRank(parameters: GbdtParameters): Objective {
  const isNdcg = parameters.objective === 'rank:ndcg';
  const pairs = parameters.lambdarank_num_pair_per_sample;
  const weighPair = isNdcg ? ndcgChange(parameters) : () => () => 1;

  const differentiate: Objective['differentiate'] = ([scores], dataset, [into]) => {
    into.gradient.fill(0);
    into.hessian.fill(0);
    const ranges = groupRanges(dataset);
    const norm = weightNorm(dataset, ranges);
    for (const range of ranges) {
      const order = descendingOrder(scores, range);
      const total = addPairs(dataset.labels, scores, order, weighPair(dataset.labels, order), into);
      scaleGroup(into, range, total, groupWeight(dataset, range), norm);
    }
  };

  function addPairs(
    labels: Float32Array,
    scores: Float32Array,
    order: Int32Array,
    weigh: (high: number, low: number) => number,
    { gradient, hessian }: Gradients,
  ): number {
    const isSpread = parameters.lambdarank_score_normalization && scores[order[0]] !== scores[order[order.length - 1]];
    let total = 0;
    for (let i = 0; i < Math.min(order.length, pairs); i++) {
      for (let j = i + 1; j < order.length; j++) {
        if (labels[order[i]] === labels[order[j]]) continue;
        const [high, low] = labels[order[i]] > labels[order[j]] ? [i, j] : [j, i];
        const difference = Math.fround(scores[order[high]] - scores[order[low]]);
        let weight = Math.abs(weigh(high, low));
        if (isSpread) weight /= Math.abs(difference) + SCORE_OFFSET;
        const certainty = sigmoidFloat32(difference);
        const pull = Math.fround((certainty - 1) * weight);
        const curvature = Math.fround(Math.max(certainty * (1 - certainty), LEAST_VARIANCE) * weight * 2);
        gradient[order[high]] += pull;
        hessian[order[high]] += curvature;
        gradient[order[low]] -= pull;
        hessian[order[low]] += curvature;
        total -= 2 * pull;
      }
    }
    return total;
  }

  function scaleGroup(
    { gradient, hessian }: Gradients,
    { begin, end }: GroupRange,
    total: number,
    weight: number,
    norm: number,
  ): void {
    const isNormalised = parameters.lambdarank_normalization && total > 0;
    const scale = Math.fround(isNormalised ? Math.log2(1 + total) / total : 1);
    for (let row = begin; row < end; row++) {
      gradient[row] = Math.fround(Math.fround(gradient[row] * scale) * weight) * norm;
      hessian[row] = Math.fround(Math.fround(hessian[row] * scale) * weight) * norm;
    }
  }

  return {
    outputs: 1,
    // Returns, say, are no relevances: what is left to count is how many pairs stand in the right order.
    defaultMetric: ({ labels }) => (labels.some(isNoRelevance(parameters)) ? 'auc' : `ndcg@${pairs}`),
    checkLabels(dataset, name) {
      if (!isNdcg) return;
      const what = `labels of the ${name} dataset`;
      refuseRows('learner.label_out_of_range', what, relevances(parameters), dataset.labels, isNoRelevance(parameters));
    },
    estimateBaseScore: (dataset) => newtonStep(dataset, differentiate),
    differentiate,
  };
}

/** What swapping two places would change of the group's NDCG. */
function ndcgChange({ ndcg_exp_gain: isExponential, lambdarank_num_pair_per_sample: top }: GbdtParameters) {
  return (labels: Float32Array, order: Int32Array) => {
    const ideal = idealGain(labels, order, top, isExponential);
    const inverse = ideal === 0 ? 0 : 1 / ideal;
    const discount = discounts(order.length);
    const gain = (place: number) => relevanceGain(labels[order[place]], isExponential);
    return (high: number, low: number) => {
      const before = gain(high) * discount[high] + gain(low) * discount[low];
      const after = gain(low) * discount[high] + gain(high) * discount[low];
      return (before - after) * inverse;
    };
  };
}

function groupWeight({ weights }: GbdtDataset, { begin }: GroupRange): number {
  return weights === undefined ? 1 : weights[begin];
}

/** Makes the weights of the groups 1 on average. */
function weightNorm(dataset: GbdtDataset, ranges: readonly GroupRange[]): number {
  if (dataset.weights === undefined) return 1;
  return Math.fround(ranges.length / ranges.reduce((sum, range) => sum + groupWeight(dataset, range), 0));
}
