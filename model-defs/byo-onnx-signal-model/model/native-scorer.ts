import { InvalidInputError, type NativeScorer } from '@optaic/mlops/base';

/**
 * An imported model is its ONNX file alone: there is no second form to hold it against, so that registration compares its
 * scores in batches of other sizes and orders instead.
 *
 * @throws {InvalidInputError} `model.no_native_form`, always.
 */
export function loadScorer(native: Uint8Array): NativeScorer {
  throw new InvalidInputError(
    'model.no_native_form',
    `byo-onnx-signal-model has no native form, yet was given ${native.length} bytes of one`,
  );
}
