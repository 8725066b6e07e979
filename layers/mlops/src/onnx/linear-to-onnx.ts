import { InvalidInputError } from '@optaic/mlops/base';
import { ONNX_INPUT, ONNX_OUTPUT } from './gbdt-to-onnx.ts';
import { encodeOnnxModel } from './onnx-model.ts';

export interface LinearModel {
  /** Shape (features,); subtracted first. */
  readonly offset: readonly number[];
  /** Shape (features,); what is left is multiplied by it, so 1 / standard deviation for a z-score. */
  readonly scale: readonly number[];
  /** Shape (features,). */
  readonly coefficients: readonly number[];
  readonly intercept: number;
}

/**
 * Σ coefficient · (feature − offset) · scale + intercept as an ONNX file: a Scaler and a LinearRegressor (ai.onnx.ml 1),
 * in float32.
 *
 * @throws {InvalidInputError} `model.shape_mismatch` when offset, scale and coefficients have different lengths.
 * @see https://onnx.ai/onnx/operators/onnx_aionnxml_LinearRegressor.html
 */
export function linearToOnnx(
  { offset, scale, coefficients, intercept }: LinearModel,
  { producerVersion }: { readonly producerVersion: string },
): Uint8Array {
  const features = coefficients.length;
  if (offset.length !== features || scale.length !== features) {
    throw new InvalidInputError(
      'model.shape_mismatch',
      `${features} coefficients, ${offset.length} offsets and ${scale.length} scales; give one of each a feature`,
    );
  }
  const scaled = 'scaled';
  return encodeOnnxModel({
    graphName: 'linear',
    producerVersion,
    metadata: {},
    inputs: [{ name: ONNX_INPUT, shape: ['N', features] }],
    outputs: [{ name: ONNX_OUTPUT, shape: ['N', 1] }],
    nodes: [
      {
        name: 'scaler',
        operator: 'Scaler',
        domain: 'ai.onnx.ml',
        inputs: [ONNX_INPUT],
        outputs: [scaled],
        attributes: [
          { name: 'offset', type: 'floats', value: offset },
          { name: 'scale', type: 'floats', value: scale },
        ],
      },
      {
        name: 'linear',
        operator: 'LinearRegressor',
        domain: 'ai.onnx.ml',
        inputs: [scaled],
        outputs: [ONNX_OUTPUT],
        attributes: [
          { name: 'coefficients', type: 'floats', value: coefficients },
          { name: 'intercepts', type: 'floats', value: [intercept] },
          { name: 'targets', type: 'int', value: 1 },
        ],
      },
    ],
  });
}
