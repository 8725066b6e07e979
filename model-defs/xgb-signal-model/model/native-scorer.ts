import { type NativeScorer, requireFeatures } from '@optaic/mlops/base';
import { decodeGbdtModel, predictGbdt } from '@optaic/mlops/learners/gbdt';

/**
 * Loads the XGBoost JSON that the trainer returned; it scores by the learner's own tree walk.
 *
 * @throws {InvalidInputError} `learner.model_malformed` when the bytes are no model; `model.feature_mismatch`, when
 *   scoring, for a panel whose features are others or in another order.
 */
export function loadScorer(native: Uint8Array): NativeScorer {
  const model = decodeGbdtModel(native);
  return {
    score: (panel) => {
      requireFeatures(panel, model.featureNames);
      return predictGbdt(model, panel.features, panel.rows);
    },
  };
}
