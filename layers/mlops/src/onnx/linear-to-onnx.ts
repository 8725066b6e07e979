import { InvalidInputError } from '@optaic/mlops/base';
import { type ExportOptions, GraphBuilder } from './graph-builder.ts';
import { standardise } from './scaler-to-onnx.ts';

/** What an exported linear model is made of; a `LinearModel` of learners/linear is one. */
export interface LinearExport {
  /** Shape (features,); subtracted first. */
  readonly offset: readonly number[];
  /** Shape (features,); what is left is multiplied by it, so 1 / standard deviation for a z-score. */
  readonly scale: readonly number[];
  /** Shape (features,). */
  readonly coefficients: readonly number[];
  readonly intercept: number;
  /** `logistic` scores by the probability of label 1; every other by the sum itself. */
  readonly learner?: 'ridge' | 'elastic_net' | 'logistic';
  readonly featureNames?: readonly string[];
}

/**
 * Σ coefficient · (feature − offset) · scale + intercept as an ONNX file, and σ of it for `logistic`. A missing feature
 * adds 0. In double precision inside, so that it equals `predictLinear` whatever the size of the numbers.
 *
 * @throws {InvalidInputError} `model.shape_mismatch` when offset, scale and coefficients have different lengths;
 *   `model.metadata_reserved` when `metadata` sets `learner` or `feature_names`, which the model sets.
 */
export function linearToOnnx(model: LinearExport, options: ExportOptions): Uint8Array {
  const { offset, scale, coefficients, intercept, learner = 'ridge', featureNames } = model;
  const features = coefficients.length;
  if (offset.length !== features || scale.length !== features) {
    throw new InvalidInputError(
      'model.shape_mismatch',
      `${features} coefficients, ${offset.length} offsets and ${scale.length} scales; give one of each a feature`,
    );
  }
  const graph = new GraphBuilder();
  const terms = graph.apply('Mul', [standardise(graph, offset, scale), graph.doubles(coefficients)]);
  const sum = graph.rowSum(graph.zeroWhereMissing(terms));
  const margin = graph.apply('Add', [sum, graph.doubles([intercept])]);
  const score = learner === 'logistic' ? graph.apply('Sigmoid', [margin]) : margin;
  const own = { learner, ...(featureNames === undefined ? {} : { feature_names: JSON.stringify(featureNames) }) };
  return graph.encode(score, { ...options, graphName: 'linear', features, outputs: 1, own });
}
