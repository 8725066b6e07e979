import { gaussianLogDensities } from '../gaussian/log-densities.ts';
import type { HmmModel } from './hmm-model.ts';

/**
 * ln p(x_t | z_t = k) of each bar: what `HmmFilter` takes, and what the ONNX form of the model gives.
 *
 * @param values - Shape (features × bars), column-major, in the model's feature order; NaN is missing.
 * @returns Shape (bars × regimes), row-major; in units of the raw features, at least −1e30.
 * @throws {InvalidInputError} `learner.shape_mismatch` when `values` does not hold bars × the model's features.
 */
export function hmmLogDensities(model: HmmModel, values: Float32Array | Float64Array, bars: number): Float32Array {
  return Float32Array.from(gaussianLogDensities(model.emission, values, bars));
}
