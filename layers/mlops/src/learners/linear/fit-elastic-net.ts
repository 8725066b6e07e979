import type { LabelledRows } from '../training-rows.ts';
import { assembleModel, type DesignMatrix, prepareDesign, requireDetermined, weightedMean } from './design-matrix.ts';
import type { LinearModel } from './linear-model.ts';
import type { ElasticNetParameters } from './parameters.ts';

/**
 * Elastic net by cyclic coordinate descent: minimises ½ Σ w (y − b − xβ)² / Σ w + α ρ ‖β‖₁ + ½ α (1 − ρ) ‖β‖², x centred
 * and, unless refused, divided by its deviation; ρ is `l1_ratio`. It ends when the duality gap proves the loss optimal to
 * `tol`, or after `max_iter` sweeps, and then says `converged: false`.
 *
 * @throws {InvalidInputError} Those of `prepareDesign`; `learner.too_few_rows` for α = 0 where the rows do not settle the
 *   coefficients.
 * @see Friedman, Hastie and Tibshirani, Regularization Paths via Coordinate Descent, 2010; scikit-learn, ElasticNet.
 */
export function fitElasticNet(rows: LabelledRows, parameters: ElasticNetParameters): LinearModel {
  const { alpha, l1_ratio: ratio, max_iter, tol, standardise } = parameters;
  const design = prepareDesign(rows, 'elastic_net', { standardise, features: 200_000 });
  if (alpha === 0) requireDetermined(design, 'elastic_net', 'a penalty alpha > 0');
  const intercept = weightedMean(design.labels, design.weights);
  const total = design.weights.reduce((sum, weight) => sum + weight, 0);
  const problem: Problem = {
    ...design,
    weights: design.weights.map((weight) => weight / total),
    labels: design.labels.map((label) => label - intercept),
    absolute: alpha * ratio,
    squared: alpha * (1 - ratio),
  };
  const state = { coefficients: new Float64Array(design.active.length), residuals: Float64Array.from(problem.labels) };
  const norms = Float64Array.from(design.active, (_, feature) => weightedSquares(problem, feature));
  const goal = tol * sumOfSquares(problem.labels, problem.weights);

  let iterations = 0;
  let converged = false;
  while (!converged && iterations < max_iter) {
    iterations++;
    const { largestStep, largest } = sweep(problem, norms, state);
    // The gap costs as much as a sweep: it is asked when the steps have become small.
    const isSettling = largest === 0 || largestStep / largest < Math.sqrt(tol) || iterations % 20 === 0;
    converged = isSettling && dualityGap(problem, state) <= goal;
    // Steps below rounding: no later sweep can come nearer.
    if (largestStep <= Number.EPSILON * largest) break;
  }
  return assembleModel('elastic_net', rows, design, {
    coefficients: state.coefficients,
    intercept,
    iterations,
    converged: converged || iterations < max_iter,
  });
}

interface Problem extends DesignMatrix {
  readonly absolute: number;
  readonly squared: number;
}

interface Descent {
  readonly coefficients: Float64Array;
  /** y − xβ. */
  readonly residuals: Float64Array;
}

/** One step for each coefficient: the minimum along it in closed form. */
function sweep(
  { rows, columns, weights, absolute, squared }: Problem,
  norms: Float64Array,
  { coefficients, residuals }: Descent,
): { largestStep: number; largest: number } {
  let largestStep = 0;
  let largest = 0;
  for (let feature = 0; feature < coefficients.length; feature++) {
    const column = columns.subarray(feature * rows, (feature + 1) * rows);
    const before = coefficients[feature];
    let pull = norms[feature] * before;
    for (let row = 0; row < rows; row++) pull += weights[row] * column[row] * residuals[row];
    const shrunk = Math.sign(pull) * Math.max(Math.abs(pull) - absolute, 0);
    const after = shrunk === 0 ? 0 : shrunk / (norms[feature] + squared);
    const step = after - before;
    if (step !== 0) {
      coefficients[feature] = after;
      for (let row = 0; row < rows; row++) residuals[row] -= step * column[row];
    }
    largestStep = Math.max(largestStep, Math.abs(step));
    largest = Math.max(largest, Math.abs(after));
  }
  return { largestStep, largest };
}

/** Loss less the dual's value at the residuals, scaled until they are feasible; twice, as scikit-learn counts. */
function dualityGap(problem: Problem, { coefficients, residuals }: Descent): number {
  const { rows, columns, weights, labels, absolute, squared } = problem;
  let highest = 0;
  for (let feature = 0; feature < coefficients.length; feature++) {
    let slope = -squared * coefficients[feature];
    for (let row = 0; row < rows; row++) slope += weights[row] * columns[feature * rows + row] * residuals[row];
    highest = Math.max(highest, Math.abs(slope));
  }
  const residualSquares = sumOfSquares(residuals, weights);
  let against = 0;
  for (let row = 0; row < rows; row++) against += weights[row] * residuals[row] * labels[row];
  let absolutes = 0;
  let squares = 0;
  for (const coefficient of coefficients) {
    absolutes += Math.abs(coefficient);
    squares += coefficient * coefficient;
  }
  const shrink = highest > absolute ? absolute / highest : 1;
  const gap = highest > absolute ? 0.5 * (residualSquares + residualSquares * shrink * shrink) : residualSquares;
  return gap + absolute * absolutes - shrink * against + 0.5 * squared * (1 + shrink * shrink) * squares;
}

function weightedSquares({ rows, columns, weights }: DesignMatrix, feature: number): number {
  return sumOfSquares(columns.subarray(feature * rows, (feature + 1) * rows), weights);
}

function sumOfSquares(values: Float64Array, weights: Float64Array): number {
  let sum = 0;
  for (let row = 0; row < values.length; row++) sum += weights[row] * values[row] * values[row];
  return sum;
}
