import { cholesky, invertLower, logDeterminant } from '../cholesky.ts';
import { checkValues } from '../training-rows.ts';
import type { GaussianEmission } from './gaussian-emission.ts';

/** The lowest log density that is told: so far out that it says nothing more, and yet finite in float32. */
export const LOWEST_LOG_DENSITY = -1e30;
const LOG_TWO_PI = Math.log(2 * Math.PI);

/** A component as it is computed with: both here and in its ONNX form. */
export interface CompiledComponent {
  /** Shape (features,), standardised. */
  readonly mean: readonly number[];
  /** L⁻¹ of the covariance L Lᵀ: its diagonal, shape (features,), or the whole, (features²) row-major. */
  readonly whitening: readonly number[];
  /** Log density at the mean, in units of the raw features: by feature for `diag`, the one sum for `full`. */
  readonly peak: readonly number[];
}

export function compileEmission({ covariance, means, covariances, scale }: GaussianEmission): CompiledComponent[] {
  const logScales = scale.map(Math.log);
  return means.map((mean, k) => {
    const component = compileComponent(covariance, mean, covariances[k], logScales);
    if (component === undefined) throw new Error(`the covariance of component ${k} was checked, and is singular`);
    return component;
  });
}

/**
 * @param logScales - What turns densities of standardised features into those of raw ones; zeros leave them. (features,).
 * @returns Undefined when the covariance is not positive definite.
 */
export function compileComponent(
  covariance: 'diag' | 'full',
  mean: readonly number[],
  matrix: readonly number[],
  logScales: readonly number[],
): CompiledComponent | undefined {
  const features = mean.length;
  if (covariance === 'diag') {
    if (!matrix.every((variance) => variance > 0)) return undefined;
    const whitening = matrix.map((variance) => 1 / Math.sqrt(variance));
    const peak = matrix.map((variance, f) => -0.5 * (LOG_TWO_PI + Math.log(variance)) + logScales[f]);
    return { mean, whitening, peak };
  }
  const lower = cholesky(Float64Array.from(matrix), features);
  if (lower === undefined) return undefined;
  const scales = logScales.reduce((sum, logScale) => sum + logScale, 0);
  const peak = [-0.5 * (features * LOG_TWO_PI + logDeterminant(lower, features)) + scales];
  return { mean, whitening: [...invertLower(lower, features)], peak };
}

/**
 * Log density of each row under each component, in units of the raw features; summed in double precision.
 *
 * @param values - Shape (features × rows), column-major, in the emission's feature order; NaN is missing.
 * @returns Shape (rows × components), row-major; each at least −1e30.
 * @throws {InvalidInputError} `learner.shape_mismatch` when `values` does not hold rows × features.
 */
export function gaussianLogDensities(
  emission: GaussianEmission,
  values: Float32Array | Float64Array,
  rows: number,
): Float64Array {
  const { offset, scale, covariance } = emission;
  const features = offset.length;
  checkValues(values, rows, features);
  const components = compileEmission(emission);
  const out = new Float64Array(rows * components.length);
  const row = new Float64Array(features);
  for (let r = 0; r < rows; r++) {
    for (let f = 0; f < features; f++) row[f] = (values[f * rows + r] - offset[f]) * scale[f];
    const at = r * components.length;
    components.forEach((component, k) => {
      const density = covariance === 'diag' ? diagonalLogDensity(component, row) : fullLogDensity(component, row);
      out[at + k] = Math.max(density, LOWEST_LOG_DENSITY);
    });
  }
  return out;
}

/** Of what is there. */
export function diagonalLogDensity({ mean, whitening, peak }: CompiledComponent, row: Float64Array): number {
  let sum = 0;
  for (let f = 0; f < row.length; f++) {
    const distance = (row[f] - mean[f]) * whitening[f];
    const term = -0.5 * (distance * distance) + peak[f];
    if (!Number.isNaN(term)) sum += term;
  }
  return sum;
}

/** 0 where any feature is missing. */
export function fullLogDensity({ mean, whitening, peak }: CompiledComponent, row: Float64Array): number {
  let squares = 0;
  for (let i = 0; i < row.length; i++) {
    let distance = 0;
    for (let j = 0; j <= i; j++) distance += whitening[i * row.length + j] * (row[j] - mean[j]);
    squares += distance * distance;
  }
  return Number.isNaN(squares) ? 0 : -0.5 * squares + peak[0];
}
