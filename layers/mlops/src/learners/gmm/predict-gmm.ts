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
  const joint = jointLogDensities(model, values, rows);
  const components = model.weights.length;
  const posteriors = new Float32Array(joint.length);
  for (let at = 0; at < joint.length; at += components) {
    // Relative to the largest, so that a row far out from all of them still has posteriors that sum to 1.
    let highest = Number.NEGATIVE_INFINITY;
    for (let k = 0; k < components; k++) if (joint[at + k] > highest) highest = joint[at + k];
    let sum = 0;
    for (let k = 0; k < components; k++) sum += Math.exp(joint[at + k] - highest);
    for (let k = 0; k < components; k++) posteriors[at + k] = Math.exp(joint[at + k] - highest) / sum;
  }
  return posteriors;
}

/**
 * ln p(row) under the mixture, in units of the raw features. Shape (rows,).
 *
 * @throws {InvalidInputError} `learner.shape_mismatch` when `values` does not hold rows × the model's features.
 */
export function gmmLogLikelihood(model: GmmModel, values: Float32Array | Float64Array, rows: number): Float64Array {
  const joint = jointLogDensities(model, values, rows);
  const components = model.weights.length;
  return Float64Array.from({ length: rows }, (_, row) => logSumExp(joint, row * components, (row + 1) * components));
}

/** ln weight + ln density. Shape (rows × components), row-major. */
function jointLogDensities(
  { emission, weights }: GmmModel,
  values: Float32Array | Float64Array,
  rows: number,
): Float64Array {
  const logWeights = weights.map(Math.log);
  return gaussianLogDensities(emission, values, rows).map((density, i) => density + logWeights[i % weights.length]);
}
