import { estimateGaussians, type Gaussians, trainingLogDensities } from '../gaussian/estimate-gaussians.ts';
import type { StandardisedRows } from '../gaussian/standardised-rows.ts';
import { logSumExp } from '../log-sum-exp.ts';

export interface Mixture extends Gaussians {
  readonly weights: number[];
}

export interface MixtureFit {
  readonly mixture: Mixture;
  /** Mean over the rows, in standardised units, of `mixture`. */
  readonly logLikelihood: number;
  /** Shape (rows × components), row-major, of `mixture`. */
  readonly responsibilities: Float64Array;
  readonly iterations: number;
  readonly converged: boolean;
}

export interface EmLimits {
  readonly max_iter: number;
  readonly tol: number;
  readonly reg_covar: number;
}

/**
 * Expectation maximisation of a Gaussian mixture, in log space.
 *
 * @returns Undefined when a component collapsed onto a point that the covariance floor does not hold open.
 * @see Dempster, Laird and Rubin, Maximum Likelihood from Incomplete Data via the EM Algorithm, 1977.
 */
export function mixtureEm(rows: StandardisedRows, start: Mixture, limits: EmLimits): MixtureFit | undefined {
  const { covariance } = start;
  let mixture = start;
  let expected = expectation(rows, mixture);
  let converged = false;
  let iterations = 0;
  while (expected !== undefined && !converged && iterations < limits.max_iter) {
    iterations++;
    const before: number = expected.logLikelihood;
    mixture = maximisation(rows, expected.responsibilities, covariance, limits.reg_covar);
    expected = expectation(rows, mixture);
    converged = expected !== undefined && Math.abs(expected.logLikelihood - before) < limits.tol;
  }
  return expected === undefined ? undefined : { mixture, ...expected, iterations, converged };
}

export function maximisation(
  rows: StandardisedRows,
  responsibilities: Float64Array,
  covariance: 'diag' | 'full',
  floor: number,
): Mixture {
  const components = responsibilities.length / rows.rows;
  const counts = new Array<number>(components).fill(0);
  responsibilities.forEach((share, i) => {
    counts[i % components] += share;
  });
  // A component that nothing belongs to keeps a trace of weight, so that every logarithm is finite.
  const traces = counts.map((count) => count + 10 * Number.EPSILON);
  const total = traces.reduce((sum, count) => sum + count, 0);
  return {
    ...estimateGaussians(rows, responsibilities, components, { covariance, floor }),
    weights: traces.map((count) => count / total),
  };
}

function expectation(
  rows: StandardisedRows,
  mixture: Mixture,
): { logLikelihood: number; responsibilities: Float64Array } | undefined {
  const joint = trainingLogDensities(rows, mixture);
  if (joint === undefined) return undefined;
  const logWeights = mixture.weights.map(Math.log);
  const components = logWeights.length;
  let sum = 0;
  for (let at = 0; at < joint.length; at += components) {
    for (let k = 0; k < components; k++) joint[at + k] += logWeights[k];
    const total = logSumExp(joint, at, at + components);
    for (let k = 0; k < components; k++) joint[at + k] = Math.exp(joint[at + k] - total);
    sum += total;
  }
  return { logLikelihood: sum / rows.rows, responsibilities: joint };
}
