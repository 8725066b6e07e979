import { type CompiledComponent, compileComponent, diagonalLogDensity, fullLogDensity } from './log-densities.ts';
import type { StandardisedRows } from './standardised-rows.ts';

/** Means and covariances in training, in standardised units: shapes as in `GaussianEmission`. */
export interface Gaussians {
  readonly covariance: 'diag' | 'full';
  readonly means: number[][];
  readonly covariances: number[][];
}

/** A component that explains less than this many rows is given back to the data as a whole. */
const SMALLEST_WEIGHT = 1e-8;

/**
 * The maximisation step: weighted mean and (co)variance of each component, the floor added to every variance.
 *
 * @param responsibilities - Shape (rows × components), row-major.
 * @see scikit-learn, GaussianMixture and its `reg_covar`.
 */
export function estimateGaussians(
  rows: StandardisedRows,
  responsibilities: Float64Array,
  components: number,
  { covariance, floor }: { readonly covariance: 'diag' | 'full'; readonly floor: number },
): Gaussians {
  const means: number[][] = [];
  const covariances: number[][] = [];
  const estimate = covariance === 'diag' ? estimateDiagonal : estimateFull;
  for (let k = 0; k < components; k++) {
    const { mean, matrix } = estimate(rows, (row) => responsibilities[row * components + k], floor);
    means.push(mean);
    covariances.push(matrix);
  }
  return { covariance, means, covariances };
}

/** Over the rows where a feature is known: the fixed points are those of the full expectation. */
function estimateDiagonal(
  { rows, features, values }: StandardisedRows,
  weightOf: (row: number) => number,
  floor: number,
) {
  const mean: number[] = [];
  const matrix: number[] = [];
  for (let f = 0; f < features; f++) {
    let total = 0;
    let sum = 0;
    for (let row = 0; row < rows; row++) {
      const x = values[row * features + f];
      if (Number.isNaN(x)) continue;
      total += weightOf(row);
      sum += weightOf(row) * x;
    }
    const isEmpty = total < SMALLEST_WEIGHT;
    const centre = isEmpty ? 0 : sum / total;
    let squares = 0;
    for (let row = 0; row < rows; row++) {
      const x = values[row * features + f];
      if (!Number.isNaN(x)) squares += weightOf(row) * (x - centre) ** 2;
    }
    mean.push(centre);
    matrix.push((isEmpty ? 1 : squares / total) + floor);
  }
  return { mean, matrix };
}

/** Over the complete rows. */
function estimateFull({ rows, features, values }: StandardisedRows, weightOf: (row: number) => number, floor: number) {
  const mean = new Array<number>(features).fill(0);
  const matrix = new Array<number>(features * features).fill(0);
  let total = 0;
  const forComplete = (visit: (weight: number, from: number) => void) => {
    for (let row = 0; row < rows; row++) {
      const from = row * features;
      let isComplete = true;
      for (let f = 0; f < features; f++) isComplete &&= !Number.isNaN(values[from + f]);
      if (isComplete) visit(weightOf(row), from);
    }
  };
  forComplete((weight, from) => {
    total += weight;
    for (let f = 0; f < features; f++) mean[f] += weight * values[from + f];
  });
  const isEmpty = total < SMALLEST_WEIGHT;
  for (let f = 0; f < features; f++) mean[f] = isEmpty ? 0 : mean[f] / total;
  forComplete((weight, from) => {
    for (let i = 0; i < features; i++) {
      const left = weight * (values[from + i] - mean[i]);
      for (let j = 0; j <= i; j++) matrix[i * features + j] += left * (values[from + j] - mean[j]);
    }
  });
  for (let i = 0; i < features; i++) {
    for (let j = 0; j <= i; j++) {
      const shared = isEmpty ? Number(i === j) : matrix[i * features + j] / total;
      matrix[i * features + j] = shared + (i === j ? floor : 0);
      matrix[j * features + i] = matrix[i * features + j];
    }
  }
  return { mean, matrix };
}

/**
 * Log densities in training: of standardised rows, in standardised units.
 *
 * @returns Shape (rows × components), row-major; undefined when a covariance is not positive definite, so that a start
 *   that collapsed can be dropped.
 */
export function trainingLogDensities(
  { rows, features, values }: StandardisedRows,
  { covariance, means, covariances }: Gaussians,
): Float64Array | undefined {
  const logScales = new Array<number>(features).fill(0);
  const components: CompiledComponent[] = [];
  for (const [k, mean] of means.entries()) {
    const component = compileComponent(covariance, mean, covariances[k], logScales);
    if (component === undefined) return undefined;
    components.push(component);
  }
  const logDensity = covariance === 'diag' ? diagonalLogDensity : fullLogDensity;
  const out = new Float64Array(rows * means.length);
  for (let row = 0; row < rows; row++) {
    const from = values.subarray(row * features, (row + 1) * features);
    for (let k = 0; k < components.length; k++) out[row * components.length + k] = logDensity(components[k], from);
  }
  return out;
}
