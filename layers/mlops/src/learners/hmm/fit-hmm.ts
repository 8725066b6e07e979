import { createRandom, InvalidInputError, type RandomGenerator } from '@optaic/mlops/base';
import { countGaussianParameters, type GaussianEmission, reorderEmission } from '../gaussian/gaussian-emission.ts';
import { kMeans } from '../gaussian/k-means.ts';
import { orderByVolatility } from '../gaussian/order-by-volatility.ts';
import { type StandardisedRows, standardiseRows } from '../gaussian/standardised-rows.ts';
import type { Rows } from '../training-rows.ts';
import { type HmmEstimate, type HmmFit, hmmEm, maximiseHmm } from './hmm-em.ts';
import type { HmmModel } from './hmm-model.ts';
import type { HmmParameters } from './parameters.ts';

/** Every start gets so many steps; the likeliest of them then go on to the end. */
const FIRST_STEPS = 15;
const FINALISTS = 3;

/** Told after every start, and after each of those that went on to the end. */
export interface HmmProgress {
  readonly start: number;
  readonly starts: number;
  /** Best mean log-posterior of a bar so far, in standardised units. */
  readonly logPosterior: number;
}

/**
 * A Gaussian hidden Markov model by expectation maximisation from `n_init` starts of k-means++; regimes from calm to
 * turbulent. The rows are bars of one series in the order of time, without gaps. The same rows, parameters and seed give
 * the same model.
 *
 * @throws {InvalidInputError} Those of `standardiseRows`; `learner.feature_unknown` for an unknown `order_feature`;
 *   `learner.no_fit` when every start collapsed, which a larger `reg_covar` prevents.
 * @see hmmlearn, GaussianHMM.
 */
export function fitHmm(
  rows: Rows,
  parameters: HmmParameters,
  onStart: (progress: HmmProgress) => void = () => undefined,
): HmmModel {
  const { n_components: components, covariance_type: covariance, n_init: starts, order_feature } = parameters;
  const others = components * components - 1;
  const standardised = standardiseRows(rows, 'hmm', { components, covariance, others });
  const fits = firstSteps(standardised, parameters, onStart);
  let best: HmmFit | undefined;
  for (const { estimate, iterations } of fits.slice(0, FINALISTS)) {
    const fit = hmmEm(standardised, estimate, parameters);
    if (fit === undefined || (best !== undefined && fit.logPosterior <= best.logPosterior)) continue;
    best = { ...fit, iterations: fit.iterations + iterations };
    onStart({ start: starts, starts, logPosterior: best.logPosterior });
  }
  if (best === undefined) {
    throw new InvalidInputError(
      'learner.no_fit',
      `every one of the ${starts} starts of hmm collapsed onto single bars; raise reg_covar above ${parameters.reg_covar}, or ask for fewer regimes than ${components}`,
    );
  }
  const { means, covariances, initial, transitions } = best.estimate;
  const { offset, scale } = standardised.standardiser;
  const emission: GaussianEmission = {
    featureNames: [...rows.featureNames],
    offset: [...offset],
    scale: [...scale],
    covariance,
    means,
    covariances,
  };
  const order = orderByVolatility(emission, order_feature);
  return {
    format: 'optaic-hmm',
    version: 1,
    emission: reorderEmission(emission, order),
    initial: order.map((k) => initial[k]),
    transitions: order.map((i) => order.map((j) => transitions[i][j])),
    ...criteria(standardised, best, countGaussianParameters(components, scale.length, covariance) + others),
    iterations: best.iterations,
    converged: best.converged,
  };
}

/** Some steps from every start; the likeliest first. */
function firstSteps(
  rows: StandardisedRows,
  parameters: HmmParameters,
  onStart: (progress: HmmProgress) => void,
): HmmFit[] {
  const random = createRandom(parameters.seed);
  const starts = parameters.n_init;
  const fits: HmmFit[] = [];
  let logPosterior = Number.NEGATIVE_INFINITY;
  for (let start = 1; start <= starts; start++) {
    const fit = hmmEm(rows, startAt(rows, parameters, random), { ...parameters, max_iter: FIRST_STEPS });
    if (fit !== undefined) fits.push(fit);
    logPosterior = Math.max(logPosterior, fit?.logPosterior ?? logPosterior);
    onStart({ start, starts, logPosterior });
  }
  return fits.sort((a, b) => b.logPosterior - a.logPosterior);
}

/** Each bar belongs wholly to its cluster, and transitions are those between the clusters. */
function startAt(rows: StandardisedRows, parameters: HmmParameters, random: RandomGenerator): HmmEstimate {
  const { n_components: regimes, covariance_type } = parameters;
  const cluster = kMeans(rows, regimes, random);
  const smoothed = new Float64Array(rows.rows * regimes);
  const transitions = new Float64Array(regimes * regimes);
  cluster.forEach((k, bar) => {
    smoothed[bar * regimes + k] = 1;
    if (bar > 0) transitions[cluster[bar - 1] * regimes + k]++;
  });
  return maximiseHmm(rows, { smoothed, transitions }, covariance_type, parameters);
}

function criteria({ rows, standardiser }: StandardisedRows, { path }: HmmFit, parameters: number) {
  const logScale = standardiser.scale.reduce((sum, scale) => sum + Math.log(scale), 0);
  const logLikelihoodPerBar = path.logLikelihood / rows + logScale;
  const bic = -2 * rows * logLikelihoodPerBar + parameters * Math.log(rows);
  return { logLikelihoodPerBar, bic, icl: bic + 2 * path.pathEntropy };
}
