import { InvalidInputError } from '@optaic/mlops/base';
import { cholesky, solveCholesky } from '../cholesky.ts';
import { refuseRows } from '../refuse-rows.ts';
import type { LabelledRows } from '../training-rows.ts';
import { assembleModel, type DesignMatrix, prepareDesign, weightedMean } from './design-matrix.ts';
import type { LinearModel } from './linear-model.ts';
import type { LogisticParameters } from './parameters.ts';
import { sigmoid } from './sigmoid.ts';

/** Newton's step factorises a matrix of this side, in time by its cube. */
const MAXIMUM_FEATURES = 2_000;
const MAXIMUM_HALVINGS = 40;

/**
 * Logistic regression for labels 0 and 1 by Newton's method (iteratively reweighted least squares): minimises
 * C Σ w ln(1 + exp(−s (b + xβ))) + ½ ‖β‖², s = ±1, x centred and, unless refused, divided by its deviation. The penalty
 * keeps classes that can be told apart perfectly from driving β to infinity.
 *
 * @throws {InvalidInputError} Those of `prepareDesign`; `learner.label_not_binary`; `learner.single_class` when the rows
 *   of positive weight hold only one; `learner.problem_too_large` above 2,000 features.
 * @see Hastie, Tibshirani and Friedman, The Elements of Statistical Learning, 2nd ed., 4.4.1; scikit-learn,
 *   LogisticRegression.
 */
export function fitLogistic(rows: LabelledRows, parameters: LogisticParameters): LinearModel {
  const { C, max_iter, tol, standardise } = parameters;
  const design = prepareDesign(rows, 'logistic', { standardise, features: MAXIMUM_FEATURES });
  refuseRows('learner.label_not_binary', 'labels', '0 or 1', rows.labels, (label) => label !== 0 && label !== 1);
  const share = weightedMean(design.labels, design.weights);
  if (share === 0 || share === 1) {
    throw new InvalidInputError(
      'learner.single_class',
      `every one of the ${design.rows} rows of positive weight has the label ${share}; logistic needs both 0 and 1`,
    );
  }
  const total = design.weights.reduce((sum, weight) => sum + weight, 0);
  // The last of the parameters is the intercept.
  let position = new Float64Array(design.active.length + 1);
  position[design.active.length] = Math.log(share / (1 - share));
  let { loss, gradient, hessian } = differentiate(design, position, C);
  let iterations = 0;
  let converged = isFlat(gradient, tol * total * C);
  while (!converged && iterations < max_iter) {
    iterations++;
    const moved = newtonStep(design, position, { loss, gradient, hessian }, C);
    // No step lowers the loss: rounding is all that is left.
    if (moved === undefined) break;
    position = moved;
    ({ loss, gradient, hessian } = differentiate(design, position, C));
    converged = isFlat(gradient, tol * total * C);
  }
  return assembleModel('logistic', rows, design, {
    coefficients: position.subarray(0, design.active.length),
    intercept: position[design.active.length],
    iterations,
    converged: converged || iterations < max_iter,
  });
}

interface Derivatives {
  readonly loss: number;
  readonly gradient: Float64Array;
  /** Lower triangle. */
  readonly hessian: Float64Array;
}

/** The Newton step, halved until the loss falls by a share of what the slope promises (Armijo). */
function newtonStep(
  design: DesignMatrix,
  position: Float64Array,
  { loss, gradient, hessian }: Derivatives,
  C: number,
): Float64Array<ArrayBuffer> | undefined {
  const size = position.length;
  const lower = factorise(hessian, size);
  const direction = solveCholesky(lower, size, gradient);
  const slope = direction.reduce((sum, step, i) => sum + step * gradient[i], 0);
  const rounding = 8 * Number.EPSILON * loss;
  for (let halving = 0, length = 1; halving < MAXIMUM_HALVINGS; halving++, length /= 2) {
    const moved = position.map((value, i) => value - length * direction[i]);
    if (moved.every((value, i) => value === position[i])) return undefined;
    // Near the minimum the fall is smaller than the loss's own rounding; Newton's whole step is right there.
    if (lossAt(design, moved, C) <= loss - 1e-4 * length * slope + rounding) return moved;
  }
  return undefined;
}

/** Where every row is certain, nothing curves along the intercept: a rounding's worth is added until it factorises. */
function factorise(hessian: Float64Array, size: number): Float64Array {
  for (let added = 0; ; added = added === 0 ? 1e-10 : added * 10) {
    const raised = Float64Array.from(hessian);
    for (let i = 0; i < size; i++) raised[i * size + i] += added;
    const lower = cholesky(raised, size);
    if (lower !== undefined) return lower;
  }
}

function isFlat(gradient: Float64Array, limit: number): boolean {
  return gradient.every((slope) => Math.abs(slope) <= limit);
}

function margins({ rows, active, columns }: DesignMatrix, position: Float64Array): Float64Array {
  const out = new Float64Array(rows).fill(position[active.length]);
  for (let feature = 0; feature < active.length; feature++) {
    for (let row = 0; row < rows; row++) out[row] += position[feature] * columns[feature * rows + row];
  }
  return out;
}

function lossAt(design: DesignMatrix, position: Float64Array, C: number): number {
  const { active, labels, weights } = design;
  let sum = 0;
  margins(design, position).forEach((margin, row) => {
    const against = labels[row] === 1 ? -margin : margin;
    sum += weights[row] * (Math.max(against, 0) + Math.log1p(Math.exp(-Math.abs(against))));
  });
  let squares = 0;
  for (let feature = 0; feature < active.length; feature++) squares += position[feature] ** 2;
  return C * sum + 0.5 * squares;
}

function differentiate(design: DesignMatrix, position: Float64Array, C: number): Derivatives {
  const { rows, active, columns, labels, weights } = design;
  const features = active.length;
  const size = features + 1;
  const probabilities = margins(design, position).map(sigmoid);
  const errors = probabilities.map((probability, row) => C * weights[row] * (probability - labels[row]));
  const curvatures = probabilities.map((probability, row) => C * weights[row] * probability * (1 - probability));
  const gradient = new Float64Array(size);
  const hessian = new Float64Array(size * size);
  const curved = new Float64Array(rows);
  for (let i = 0; i < size; i++) {
    const column = i === features ? undefined : columns.subarray(i * rows, (i + 1) * rows);
    let slope = i === features ? 0 : position[i];
    for (let row = 0; row < rows; row++) {
      const x = column === undefined ? 1 : column[row];
      slope += errors[row] * x;
      curved[row] = curvatures[row] * x;
    }
    gradient[i] = slope;
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      if (j === features) for (let row = 0; row < rows; row++) sum += curved[row];
      else for (let row = 0; row < rows; row++) sum += curved[row] * columns[j * rows + row];
      hessian[i * size + j] = sum + (i === j && i !== features ? 1 : 0);
    }
  }
  return { loss: lossAt(design, position, C), gradient, hessian };
}
