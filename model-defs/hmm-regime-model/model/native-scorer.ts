import { type NativeScorer, requireFeatures } from '@optaic/mlops/base';
import { hmmLogDensities } from '@optaic/mlops/learners/hmm';
import { decodeRegimeModel } from './regime-model.ts';

/**
 * Loads the native form that the trainer returned; it scores each bar by its log density in every regime, as ONNX does.
 *
 * @throws {InvalidInputError} `learner.model_malformed` when the bytes are no model; `model.feature_mismatch`, when
 *   scoring, for other features or another order.
 */
export function loadScorer(native: Uint8Array): NativeScorer {
  const { hmm } = decodeRegimeModel(native);
  return {
    score: (panel) => {
      requireFeatures(panel, hmm.emission.featureNames);
      return hmmLogDensities(hmm, panel.features, panel.rows);
    },
  };
}
