import type { InferenceContext } from './definition.ts';
import { InvalidInputError } from './errors.ts';

/**
 * The native form that a predictor reads what ONNX does not hold from, such as names or a calibration.
 *
 * @throws {InvalidInputError} `inference.native_missing` when the inference has none: an imported model, perhaps.
 */
export function requireNative({ native }: Pick<InferenceContext, 'native'>): Uint8Array {
  if (native !== undefined) return native;
  throw new InvalidInputError(
    'inference.native_missing',
    'this definition predicts with what its native form holds, and the model version has none; train it on the platform',
  );
}
