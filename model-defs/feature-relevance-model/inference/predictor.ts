import { type InferenceContext, type Panel, type Prediction, predictorOf, requireNative } from '@optaic/mlops/base';
import { decodeRelevance, type FeatureRelevance } from '../model/relevance.ts';

const DAY_MILLISECONDS = 86_400_000;

/**
 * One row a feature and decision. Relevance was measured when the model was trained, from outcomes known then; since then it
 * halves its distance to equal shares every half-life, so that an old answer claims less. The panel's rows say which
 * decisions are asked for, and nothing else.
 */
export const predictor = predictorOf(predictPanel);

async function predictPanel({ decisionTime }: Panel, context: InferenceContext): Promise<Prediction> {
  const { featureNames, features, through, halfLifeDays } = decodeRelevance(requireNative(context));
  const order = featureNames.map((_, at) => at).sort((a, b) => (featureNames[a] < featureNames[b] ? -1 : 1));
  const decisions = [...new Set(decisionTime)];
  const rows = decisions.length * order.length;
  const byRow = (of: (feature: FeatureRelevance, decision: number) => number) =>
    Float32Array.from({ length: rows }, (_, row) =>
      of(features[order[row % order.length]], decisions[Math.floor(row / order.length)]),
    );
  const freshness = (decision: number) => {
    const days = Math.max(0, decision - through) / DAY_MILLISECONDS;
    return 0.5 ** (days / halfLifeDays);
  };
  const score = byRow((feature, decision) => {
    const weight = freshness(decision);
    return weight * feature.score + (1 - weight) / order.length;
  });
  return {
    entity: Array.from({ length: rows }, (_, row) => featureNames[order[row % order.length]]),
    decisionTime: Float64Array.from({ length: rows }, (_, row) => decisions[Math.floor(row / order.length)]),
    score,
    signal: score,
    columns: {
      p_value: byRow(({ pValue }) => pValue),
      q_value: byRow(({ qValue }) => qValue),
      effective_samples: byRow(({ effectiveSamples }) => effectiveSamples),
      permutation: byRow(({ permutation }) => permutation),
      standard_error: byRow(({ standardError }) => standardError),
      single_feature: byRow(({ singleFeature }) => singleFeature),
      shap: byRow(({ shap }) => shap),
      gain: byRow(({ gain }) => gain),
      cluster: byRow(({ cluster }) => cluster),
      kept: byRow(({ isKept }) => Number(isKept)),
      freshness: byRow((_, decision) => freshness(decision)),
      valid_from_day: byRow(() => Math.floor(through / DAY_MILLISECONDS)),
      valid_to_day: byRow(() => Math.floor(through / DAY_MILLISECONDS + halfLifeDays)),
    },
  };
}
