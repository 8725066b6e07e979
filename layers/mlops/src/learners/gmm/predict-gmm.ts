import { gaussianLogDensities } from '../gaussian/log-densities.ts';
import { logSumExp } from '../log-sum-exp.ts';
import type { GmmModel } from './gmm-model.ts';

/**
 * P(component | row): the weights times the densities, normalised in log space.
 *
 * @param values - Shape (features × rows), column-major, in the model's feature order; NaN is missing.
 * @returns Shape (rows × components), row-major; each row sums to 1.
 * @throws {InvalidInputError} `learner.shape_mismatch` when `values` does not hold rows × the model's features.
 */
export function predictGmm(model: GmmModel, values: Float32Array | Float64Array, rows: number): Float32Array {
  const { joint, logLikelihood } = jointLogDensities(model, values, rows);
  const components = model.weights.length;
  return Float32Array.from(joint, (density, i) => Math.exp(density - logLikelihood[Math.floor(i / components)]));
}

/**
 * ln p(row) under the mixture, in units of the raw features. Shape (rows,).
 *
 * @throws {InvalidInputError} `learner.shape_mismatch` when `values` does not hold rows × the model's features.
 */
export function gmmLogLikelihood(model: GmmModel, values: Float32Array | Float64Array, rows: number): Float64Array {
  return jointLogDensities(model, values, rows).logLikelihood;
}

function jointLogDensities({ emission, weights }: GmmModel, values: Float32Array | Float64Array, rows: number) {
  const joint = gaussianLogDensities(emission, values, rows);
  const components = weights.length;
  const logWeights = weights.map(Math.log);
  for (let i = 0; i < joint.length; i++) joint[i] += logWeights[i % components];
  const logLikelihood = Float64Array.from({ length: rows }, (_, row) =>
    logSumExp(joint, row * components, (row + 1) * components),
  );
  return { joint, logLikelihood };
}
