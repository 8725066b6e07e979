import { refuseRows } from '../../refuse-rows.ts';
import type { GbdtDataset } from '../dataset.ts';
import { checkGroups, groupRanges } from '../group-ranges.ts';
import type { GbdtParameters } from '../parameters.ts';
import { checkShareLabels } from './check-share-labels.ts';
import { descendingOrder, discounts, idealGain, relevanceGain } from './discounted-gain.ts';
import type { Metric } from './metric.ts';
import { isNoRelevance, relevances } from './relevances.ts';

/** The score of one group whose rows stand by prediction, best first; undefined for one with nothing relevant. */
type GroupScore = (labels: Float32Array, order: Int32Array, top: number) => number | undefined;

/**
 * `ndcg`, `map` and `pre`, with `@k` of the k best places only and a trailing `-` for 0 instead of 1 where a group has
 * nothing relevant; the mean over groups, weighted by group.
 */
export function createRankingMetric(
  name: string,
  suffix: string | undefined,
  parameters: GbdtParameters,
): Metric | undefined {
  const [, kind = '', places = '', minus = ''] = /^(ndcg|map|pre)(?:@(\d{1,9}))?(-?)$/.exec(name) ?? [];
  if (kind === '' || (suffix !== undefined && places === '')) return undefined;
  const top = places === '' ? Number.POSITIVE_INFINITY : Number(places);
  if (top === 0) return undefined;
  const whenEmpty = minus === '' ? 1 : 0;
  const scores: Record<string, GroupScore> = {
    ndcg: (labels, order, top) => normalisedGain(labels, order, top, parameters.ndcg_exp_gain),
    map: averagePrecision,
    pre: precision,
  };
  const score = scores[kind];
  return {
    name,
    checkLabels(dataset, name) {
      checkGroups(dataset, name);
      if (kind !== 'ndcg') return checkShareLabels(dataset, name);
      const what = `labels of the ${name} dataset`;
      refuseRows('learner.label_out_of_range', what, relevances(parameters), dataset.labels, isNoRelevance(parameters));
    },
    evaluate: (predictions, dataset) =>
      meanOverGroups(predictions, dataset, (labels, order, weight) => {
        const own = score(labels, order, top);
        if (own !== undefined) return own * weight;
        // XGBoost counts such a group once in NDCG, whatever it weighs.
        return kind === 'ndcg' ? whenEmpty : whenEmpty * weight;
      }),
  };
}

function meanOverGroups(
  predictions: Float32Array,
  dataset: GbdtDataset,
  weighted: (labels: Float32Array, order: Int32Array, weight: number) => number,
): number {
  const { labels, weights } = dataset;
  let sum = 0;
  let total = 0;
  for (const range of groupRanges(dataset)) {
    const weight = weights === undefined ? 1 : weights[range.begin];
    sum += weighted(labels, descendingOrder(predictions, range), weight);
    total += weight;
  }
  return Math.min(1, sum / total);
}

function normalisedGain(
  labels: Float32Array,
  order: Int32Array,
  top: number,
  isExponential: boolean,
): number | undefined {
  const ideal = idealGain(labels, order, top, isExponential);
  if (ideal === 0) return undefined;
  const places = Math.min(top, order.length);
  const discount = discounts(places);
  let sum = 0;
  for (let place = 0; place < places; place++) {
    sum += relevanceGain(labels[order[place]], isExponential) * discount[place];
  }
  return sum / ideal;
}

function averagePrecision(labels: Float32Array, order: Int32Array, top: number): number | undefined {
  let hits = 0;
  let sum = 0;
  for (let place = 0; place < order.length; place++) {
    const label = labels[order[place]];
    hits += label;
    if (place < top) sum += (label * hits) / (place + 1);
  }
  return hits > 0 ? sum / Math.min(hits, top) : undefined;
}

function precision(labels: Float32Array, order: Int32Array, top: number): number {
  const places = Math.min(top, order.length);
  let hits = 0;
  for (let place = 0; place < places; place++) hits += labels[order[place]];
  return hits / places;
}
