import type { GbdtModel } from './gbdt-model.ts';

/** What a feature did in a model, over all its splits in all trees. */
export interface FeatureImportance {
  readonly feature: string;
  /** Splits that use it; at least 1. */
  readonly weight: number;
  /** Mean loss reduction of those splits. */
  readonly gain: number;
  /** Mean sum of hessians at those splits. */
  readonly cover: number;
  /** Sum of loss reductions. */
  readonly totalGain: number;
  readonly totalCover: number;
}

/** Importances as XGBoost's `get_score`: greatest total gain first, ties in feature order; unused features are absent. */
export function importance(model: GbdtModel): FeatureImportance[] {
  const totals = model.featureNames.map((feature) => ({ feature, weight: 0, totalGain: 0, totalCover: 0 }));
  for (const tree of model.trees) {
    tree.leftChildren.forEach((left, node) => {
      if (left === -1) return;
      const total = totals[tree.splitFeatures[node]];
      total.weight++;
      total.totalGain += tree.lossChanges[node];
      total.totalCover += tree.sumHessians[node];
    });
  }
  return totals
    .filter(({ weight }) => weight > 0)
    .map((total) => ({ ...total, gain: total.totalGain / total.weight, cover: total.totalCover / total.weight }))
    .sort((a, b) => b.totalGain - a.totalGain);
}
