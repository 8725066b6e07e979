import { InvalidInputError } from '@optaic/mlops/base';
import { cholesky, solveCholesky } from '../cholesky.ts';
import type { LabelledRows } from '../training-rows.ts';
import { assembleModel, type DesignMatrix, prepareDesign, requireDetermined, weightedMean } from './design-matrix.ts';
import type { LinearModel } from './linear-model.ts';
import type { RidgeParameters } from './parameters.ts';

/** The smaller of rows and features: the side of the matrix that is factorised, in time by its cube. */
const MAXIMUM_SIDE = 4_000;

/**
 * Ridge regression in closed form: the β and b that minimise Σ w (y − b − xβ)² + α ‖β‖², x centred and, unless refused,
 * divided by its deviation. With fewer rows than features the same β comes from the rows' own inner products.
 *
 * @throws {InvalidInputError} Those of `prepareDesign`; `learner.too_few_rows` or `learner.features_dependent` for α = 0
 *   where the rows do not settle the coefficients; `learner.problem_too_large` above 4,000 rows and 4,000 features.
 * @see Hoerl and Kennard, Ridge Regression, 1970; scikit-learn, Ridge.
 */
export function fitRidge(rows: LabelledRows, { alpha, standardise }: RidgeParameters): LinearModel {
  const design = prepareDesign(rows, 'ridge', { standardise, features: 200_000 });
  const side = Math.min(design.rows, design.active.length);
  if (side > MAXIMUM_SIDE) {
    throw new InvalidInputError(
      'learner.problem_too_large',
      `ridge has ${design.rows} rows and ${design.active.length} features; one of the two must be at most ${MAXIMUM_SIDE}: drop features`,
    );
  }
  if (alpha === 0) requireDetermined(design, 'ridge', 'a penalty alpha > 0');
  const intercept = weightedMean(design.labels, design.weights);
  const centred = design.labels.map((label) => label - intercept);
  const coefficients =
    design.rows >= design.active.length ? solveByFeatures(design, centred, alpha) : solveByRows(design, centred, alpha);
  if (coefficients === undefined) {
    throw new InvalidInputError(
      'learner.features_dependent',
      `the features of ridge are linearly dependent and alpha is ${alpha}, so no one answer is best; drop some or raise alpha`,
    );
  }
  return assembleModel('ridge', rows, design, { coefficients, intercept, iterations: 1, converged: true });
}

/** (Xᵀ W X + α I) β = Xᵀ W y. */
function solveByFeatures(
  { rows, active, columns, weights }: DesignMatrix,
  labels: Float64Array,
  alpha: number,
): Float64Array | undefined {
  const size = active.length;
  const gram = new Float64Array(size * size);
  const right = new Float64Array(size);
  const weighted = new Float64Array(rows);
  for (let i = 0; i < size; i++) {
    const column = columns.subarray(i * rows, (i + 1) * rows);
    for (let row = 0; row < rows; row++) weighted[row] = weights[row] * column[row];
    right[i] = dot(weighted, labels);
    for (let j = 0; j <= i; j++) gram[i * size + j] = dot(weighted, columns.subarray(j * rows, (j + 1) * rows));
    gram[i * size + i] += alpha;
  }
  const lower = cholesky(gram, size);
  return lower === undefined ? undefined : solveCholesky(lower, size, right);
}

/** β = Xᵀ √W (√W X Xᵀ √W + α I)⁻¹ √W y. */
function solveByRows(
  { rows, active, columns, weights }: DesignMatrix,
  labels: Float64Array,
  alpha: number,
): Float64Array | undefined {
  const roots = weights.map(Math.sqrt);
  const kernel = new Float64Array(rows * rows);
  for (let feature = 0; feature < active.length; feature++) {
    const column = columns.subarray(feature * rows, (feature + 1) * rows);
    for (let i = 0; i < rows; i++) {
      const x = column[i] * roots[i];
      for (let j = 0; j <= i; j++) kernel[i * rows + j] += x * column[j] * roots[j];
    }
  }
  for (let i = 0; i < rows; i++) kernel[i * rows + i] += alpha;
  const lower = cholesky(kernel, rows);
  if (lower === undefined) return undefined;
  const duals = solveCholesky(
    lower,
    rows,
    labels.map((label, row) => label * roots[row]),
  ).map((dual, row) => dual * roots[row]);
  return Float64Array.from(active, (_, feature) => dot(columns.subarray(feature * rows, (feature + 1) * rows), duals));
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
