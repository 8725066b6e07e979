import type { NativeScorer } from '@optaic/mlops/base';
import { readClassifier } from './classifier.ts';
import { decodeSignalFilter } from './signal-filter.ts';

/**
 * Loads the classifier that the trainer returned; it scores the columns it is given, as ONNX does: the predictor hands it
 * `classifierInputs`.
 *
 * @throws {InvalidInputError} `learner.model_malformed` when the bytes are no filter; `model.feature_mismatch`, when
 *   scoring, for other features or another order.
 */
export function loadScorer(native: Uint8Array): NativeScorer {
  const { options, classifier } = decodeSignalFilter(native);
  return readClassifier(options.classifier, classifier);
}
