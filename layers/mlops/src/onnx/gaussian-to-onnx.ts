import type { GaussianEmission, GmmModel } from '@optaic/mlops/learners/gmm';
import { type CompiledComponent, compileEmission, LOWEST_LOG_DENSITY } from '../learners/gaussian/log-densities.ts';
import { type ExportOptions, GraphBuilder } from './graph-builder.ts';
import { standardise } from './scaler-to-onnx.ts';

/**
 * Log densities of Gaussian components as an ONNX file: score of shape (N, components), in units of the raw features. The
 * emission of a hidden Markov model, whose filter goes on from there. In double precision inside, so that it equals
 * `hmmLogDensities`; a row scores the same in any batch.
 *
 * @throws {InvalidInputError} `model.metadata_reserved` when `metadata` sets `feature_names`.
 */
export function gaussianEmissionToOnnx(emission: GaussianEmission, options: ExportOptions): Uint8Array {
  const graph = new GraphBuilder();
  return graph.encode(logDensities(graph, emission), {
    ...options,
    graphName: 'gaussian_emission',
    features: emission.offset.length,
    outputs: emission.means.length,
    own: { feature_names: JSON.stringify(emission.featureNames) },
  });
}

/**
 * P(component | row) of a Gaussian mixture as an ONNX file: the softmax of log weights plus log densities, score of shape
 * (N, components).
 *
 * @throws {InvalidInputError} `model.metadata_reserved` when `metadata` sets `feature_names`.
 */
export function gmmToOnnx({ emission, weights }: GmmModel, options: ExportOptions): Uint8Array {
  const graph = new GraphBuilder();
  const joint = graph.apply('Add', [logDensities(graph, emission), graph.doubles(weights.map(Math.log))]);
  const posterior = graph.apply('Softmax', [joint], [{ name: 'axis', type: 'int', value: 1 }]);
  return graph.encode(posterior, {
    ...options,
    graphName: 'gaussian_mixture',
    features: emission.offset.length,
    outputs: weights.length,
    own: { feature_names: JSON.stringify(emission.featureNames) },
  });
}

/** Shape (N, components). */
function logDensities(graph: GraphBuilder, emission: GaussianEmission): string {
  const scaled = standardise(graph, emission.offset, emission.scale);
  const density = emission.covariance === 'diag' ? diagonal : full;
  const columns = compileEmission(emission).map((component) => density(graph, scaled, component));
  const joined = graph.apply('Concat', columns, [{ name: 'axis', type: 'int', value: 1 }]);
  return graph.apply('Max', [joined, graph.doubles([LOWEST_LOG_DENSITY])]);
}

/** Of what is there; shape (N, 1). */
function diagonal(graph: GraphBuilder, scaled: string, { mean, whitening, peak }: CompiledComponent): string {
  const centred = graph.apply('Sub', [scaled, graph.doubles(mean)]);
  const distance = graph.apply('Mul', [centred, graph.doubles(whitening)]);
  const half = graph.apply('Mul', [graph.apply('Mul', [distance, distance]), graph.doubles([-0.5])]);
  return graph.rowSum(graph.zeroWhereMissing(graph.apply('Add', [half, graph.doubles(peak)])));
}

/** 0 where any feature is missing; shape (N, 1). */
function full(graph: GraphBuilder, scaled: string, { mean, whitening, peak }: CompiledComponent): string {
  const features = mean.length;
  const centred = graph.apply('Unsqueeze', [graph.apply('Sub', [scaled, graph.doubles(mean)]), graph.axes(1)]);
  // A product of matrices sums in another order for other numbers of rows; element-wise products and row sums do not.
  const terms = graph.apply('Mul', [centred, graph.doubles(whitening, [features, features])]);
  const distance = graph.apply('ReduceSum', [terms, graph.axes(2)], [{ name: 'keepdims', type: 'int', value: 0 }]);
  const squares = graph.rowSum(graph.apply('Mul', [distance, distance]));
  const density = graph.apply('Add', [graph.apply('Mul', [squares, graph.doubles([-0.5])]), graph.doubles(peak)]);
  return graph.apply('Where', [graph.apply('IsNaN', [density]), graph.doubles([0], []), density]);
}
