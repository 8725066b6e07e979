import { benjaminiHochberg, meanWithStandardError, normalProbability } from '@optaic/mlops/metrics';
import type { Hyperparameters } from '../model/hyperparameters.ts';
import type { FeatureRelevance } from '../model/relevance.ts';
import { trainingConfig } from './config.ts';
import { groupsOf, type Judgement, mean } from './judge-features.ts';

export interface ScoredFeatures {
  /** Shape (features,); scores ≥ 0 that sum to 1. */
  readonly features: readonly Omit<FeatureRelevance, 'gain'>[];
  /** The greatest mean fall of a shadow. */
  readonly shadow: number;
}

/**
 * From falls to relevance. A cluster is kept when its mean fall is greater than that of every shadow and can be told from
 * nothing at the false discovery rate. Of the kept ones the scores are the falls over their sum, a cluster's divided among
 * its features by what each does alone; when none is kept, nothing is known and every feature has the same score.
 */
export function scoreFeatures(judgement: Judgement, { false_discovery_rate: rate }: Hyperparameters): ScoredFeatures {
  const { clusters, clusterFalls, shadowFalls, singleFeature, shap } = judgement;
  const tests = clusterFalls.map(testFalls);
  const shadow = Math.max(...shadowFalls.map(mean));
  const adjusted = benjaminiHochberg(clusters.map((cluster) => tests[cluster].pValue));
  const groups = groupsOf(clusters);
  const isKept = (feature: number) => tests[clusters[feature]].fall > shadow && adjusted[feature] <= rate;
  const raw = clusters.map((cluster, feature) =>
    isKept(feature) ? tests[cluster].fall * shareWithin(groups[cluster], feature, singleFeature) : 0,
  );
  const total = raw.reduce((sum, value) => sum + value, 0);
  return {
    shadow,
    features: clusters.map((cluster, feature) => {
      const { fall, standardError, pValue, effectiveSamples } = tests[cluster];
      return {
        score: total > 0 ? raw[feature] / total : 1 / clusters.length,
        permutation: fall,
        standardError,
        pValue,
        qValue: adjusted[feature],
        effectiveSamples,
        singleFeature: singleFeature[feature],
        shap: shap[feature],
        cluster,
        isKept: isKept(feature),
      };
    }),
  };
}

function testFalls(falls: readonly number[]) {
  const {
    count,
    mean: fall,
    naiveStandardError = 0,
    neweyWestStandardError = 0,
  } = meanWithStandardError(falls, trainingConfig.horizonDays - 1) ?? { count: 0, mean: 0 };
  const inflation = naiveStandardError > 0 ? (neweyWestStandardError / naiveStandardError) ** 2 : 1;
  return {
    fall,
    standardError: neweyWestStandardError,
    pValue: neweyWestStandardError > 0 ? 1 - normalProbability(fall / neweyWestStandardError) : 1,
    effectiveSamples: inflation > 0 ? Math.min(count, count / inflation) : count,
  };
}

function shareWithin(group: readonly number[], feature: number, singleFeature: readonly number[]): number {
  const worth = (member: number) => Math.max(0, singleFeature[member]);
  const total = group.reduce((sum, member) => sum + worth(member), 0);
  return total > 0 ? worth(feature) / total : 1 / group.length;
}
