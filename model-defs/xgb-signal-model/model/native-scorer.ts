import { InvalidInputError, type NativeScorer } from '@optaic/mlops/base';
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
    score: ({ features, featureNames, rows }) => {
      const isSame =
        featureNames.length === model.featureNames.length &&
        featureNames.every((name, i) => name === model.featureNames[i]);
      if (!isSame) {
        throw new InvalidInputError(
          'model.feature_mismatch',
          `the panel has the features ${featureNames.join(', ')}; the model was trained on ${model.featureNames.join(', ')}, in this order`,
        );
      }
      return predictGbdt(model, features, rows);
    },
  };
}
