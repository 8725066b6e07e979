import { InvalidInputError } from '@optaic/mlops/base';
import { ONNX_INPUT } from './gbdt-to-onnx.ts';
import { type ExportOptions, GraphBuilder } from './graph-builder.ts';

const DOUBLE = 11;
/** Where nothing is there the sum is 0 as well, and 0 / tiny is 0. */
const TINY = 1e-30;

export interface WeightedAverageExport {
  /** Shape (features,); finite, not all 0; negative ones turn their input around. */
  readonly weights: readonly number[];
  readonly featureNames: readonly string[];
}

/**
 * Σ w x / Σ |w| over the features that are there, as an ONNX file: what is missing leaves the average to the rest, and a row
 * of which nothing is there scores 0. In double precision inside.
 *
 * @throws {InvalidInputError} `model.shape_mismatch` unless there is one weight a feature and one of them is not 0.
 */
export function weightedAverageToOnnx(
  { weights, featureNames }: WeightedAverageExport,
  options: ExportOptions,
): Uint8Array {
  if (weights.length !== featureNames.length || !weights.some((weight) => weight !== 0)) {
    throw new InvalidInputError(
      'model.shape_mismatch',
      `${weights.length} weights for ${featureNames.length} features; give one each, and one that is not 0`,
    );
  }
  const graph = new GraphBuilder();
  const sum = graph.rowSum(graph.zeroWhereMissing(graph.apply('Mul', [graph.features(), graph.doubles(weights)])));
  const present = graph.apply(
    'Cast',
    [graph.apply('Not', [graph.apply('IsNaN', [ONNX_INPUT])])],
    [{ name: 'to', type: 'int', value: DOUBLE }],
  );
  const total = graph.rowSum(graph.apply('Mul', [present, graph.doubles(weights.map(Math.abs))]));
  const score = graph.apply('Div', [sum, graph.apply('Max', [total, graph.doubles([TINY])])]);
  return graph.encode(score, {
    ...options,
    graphName: 'weighted_average',
    features: weights.length,
    outputs: 1,
    own: { learner: 'weighted_average', feature_names: JSON.stringify(featureNames) },
  });
}
