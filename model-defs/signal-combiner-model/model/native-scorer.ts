import { type NativeScorer, requireFeatures } from '@optaic/mlops/base';
import { combine, decodeCombination } from './combination.ts';

/**
 * Loads the weights that the trainer returned. It scores what ONNX scores: the average of the columns it is given, which
 * the predictor has normalised.
 *
 * @throws {InvalidInputError} `learner.model_malformed` when the bytes are no combination; `model.feature_mismatch`, when
 *   scoring, for other signals or another order.
 */
export function loadScorer(native: Uint8Array): NativeScorer {
  const { featureNames, weights } = decodeCombination(native);
  return {
    score: (panel) => {
      requireFeatures(panel, featureNames);
      return combine(panel, weights);
    },
  };
}
