import { checkValues } from '../training-rows.ts';
import type { LinearModel } from './linear-model.ts';
import { sigmoid } from './sigmoid.ts';

/**
 * Predicts rows: the value of a regression, the probability of label 1 of `logistic`. Summed in double precision.
 *
 * @param values - Shape (features × rows), column-major, in the model's feature order; NaN is missing.
 * @returns Shape (rows,).
 * @throws {InvalidInputError} `learner.shape_mismatch` when `values` does not hold rows × the model's features.
 */
export function predictLinear(model: LinearModel, values: Float32Array | Float64Array, rows: number): Float32Array {
  const { featureNames, offset, scale, coefficients, intercept, learner } = model;
  checkValues(values, rows, featureNames.length);
  const sums = new Float64Array(rows);
  for (let feature = 0; feature < featureNames.length; feature++) {
    for (let row = 0; row < rows; row++) {
      const term = (values[feature * rows + row] - offset[feature]) * scale[feature] * coefficients[feature];
      if (!Number.isNaN(term)) sums[row] += term;
    }
  }
  return Float32Array.from(sums, (sum) => (learner === 'logistic' ? sigmoid(sum + intercept) : sum + intercept));
}
