import { type NativeScorer, requireFeatures } from '@optaic/mlops/base';
import { decodeGbdtModel, predictGbdt } from '@optaic/mlops/learners/gbdt';
import { boosterBytes, decodeRelevance } from './relevance.ts';

/**
 * Loads the booster that the features were judged with; it scores by its own tree walk, as ONNX does.
 *
 * @throws {InvalidInputError} `learner.model_malformed` when the bytes are no relevance; `model.feature_mismatch`, when
 *   scoring, for other features or another order.
 */
export function loadScorer(native: Uint8Array): NativeScorer {
  const model = decodeGbdtModel(boosterBytes(decodeRelevance(native)));
  return {
    score: (panel) => {
      requireFeatures(panel, model.featureNames);
      return predictGbdt(model, panel.features, panel.rows);
    },
  };
}
