import { estimateGaussians, type Gaussians, trainingLogDensities } from '../gaussian/estimate-gaussians.ts';
import type { StandardisedRows } from '../gaussian/standardised-rows.ts';
import { forwardBackward, type SmoothedPath } from './forward-backward.ts';
import { createChain } from './markov-chain.ts';

export interface HmmEstimate extends Gaussians {
  readonly initial: number[];
  readonly transitions: number[][];
}

export interface HmmFit {
  readonly estimate: HmmEstimate;
  /** Of all bars, in standardised units, of `estimate`. */
  readonly path: SmoothedPath;
  /** The log-likelihood and what the priors add, a bar; what rises. */
  readonly logPosterior: number;
  readonly iterations: number;
  readonly converged: boolean;
}

export interface HmmEmLimits {
  readonly max_iter: number;
  readonly tol: number;
  readonly reg_covar: number;
  readonly stickiness: number;
  readonly transition_prior: number;
}

/**
 * Expectation maximisation of a Gaussian hidden Markov model (Baum and Welch), with a Dirichlet prior on its transitions:
 * `transition_prior` seen beforehand of each, and `stickiness` more of each regime to itself.
 *
 * @returns Undefined when a regime collapsed onto a point that the covariance floor does not hold open.
 * @see Rabiner, A Tutorial on Hidden Markov Models, 1989; Fox et al., A Sticky HDP-HMM, 2011, for the prior.
 */
export function hmmEm(rows: StandardisedRows, start: HmmEstimate, limits: HmmEmLimits): HmmFit | undefined {
  let fit = judge(rows, start, limits);
  let iterations = 0;
  let converged = false;
  while (fit !== undefined && !converged && iterations < limits.max_iter) {
    iterations++;
    const before: number = fit.logPosterior;
    fit = judge(rows, maximiseHmm(rows, fit.path, start.covariance, limits), limits);
    converged = fit !== undefined && Math.abs(fit.logPosterior - before) < limits.tol;
  }
  return fit === undefined ? undefined : { ...fit, iterations, converged };
}

function judge(rows: StandardisedRows, estimate: HmmEstimate, limits: HmmEmLimits) {
  const logDensities = trainingLogDensities(rows, estimate);
  if (logDensities === undefined) return undefined;
  const path = forwardBackward(createChain(estimate.initial, estimate.transitions), logDensities);
  const logPosterior = (path.logLikelihood + logPrior(estimate, limits)) / rows.rows;
  return { estimate, path, logPosterior };
}

export function maximiseHmm(
  rows: StandardisedRows,
  { smoothed, transitions }: Pick<SmoothedPath, 'smoothed' | 'transitions'>,
  covariance: 'diag' | 'full',
  { reg_covar, stickiness, transition_prior }: HmmEmLimits,
): HmmEstimate {
  const regimes = Math.sqrt(transitions.length);
  const counted = Array.from({ length: regimes }, (_, i) =>
    Array.from(
      { length: regimes },
      (_, j) => transitions[i * regimes + j] + transition_prior + (i === j ? stickiness : 0),
    ),
  );
  const firsts = Array.from(smoothed.subarray(0, regimes), (share) => share + transition_prior);
  return {
    ...estimateGaussians(rows, smoothed, regimes, { covariance, floor: reg_covar }),
    initial: normalise(firsts),
    transitions: counted.map(normalise),
  };
}

function logPrior({ initial, transitions }: HmmEstimate, { stickiness, transition_prior }: HmmEmLimits): number {
  let sum = 0;
  for (const share of initial) sum += transition_prior * Math.log(share);
  transitions.forEach((row, i) => {
    row.forEach((share, j) => {
      const seen = transition_prior + (i === j ? stickiness : 0);
      if (seen > 0) sum += seen * Math.log(share);
    });
  });
  return sum;
}

function normalise(counts: readonly number[]): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return total > 0 ? counts.map((count) => count / total) : counts.map(() => 1 / counts.length);
}
