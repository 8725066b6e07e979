import { createRandom, InvalidInputError, type RandomGenerator } from '@optaic/mlops/base';
import { countGaussianParameters, type GaussianEmission, reorderEmission } from '../gaussian/gaussian-emission.ts';
import { kMeans } from '../gaussian/k-means.ts';
import { orderByVolatility } from '../gaussian/order-by-volatility.ts';
import { type StandardisedRows, standardiseRows } from '../gaussian/standardised-rows.ts';
import type { Rows } from '../training-rows.ts';
import type { GmmModel } from './gmm-model.ts';
import { type MixtureFit, maximisation, mixtureEm } from './mixture-em.ts';
import type { GmmParameters } from './parameters.ts';

/**
 * A Gaussian mixture by expectation maximisation from `n_init` starts of k-means++, the likeliest kept; components from
 * calm to turbulent. The same rows, parameters and seed give the same model.
 *
 * @throws {InvalidInputError} Those of `standardiseRows`; `learner.feature_unknown` for an unknown `order_feature`;
 *   `learner.no_fit` when every start collapsed, which a larger `reg_covar` prevents.
 * @see scikit-learn, GaussianMixture.
 */
export function fitGmm(rows: Rows, parameters: GmmParameters): GmmModel {
  const { n_components: components, covariance_type: covariance, n_init, order_feature } = parameters;
  const standardised = standardiseRows(rows, 'gmm', { components, covariance, others: components - 1 });
  const random = createRandom(parameters.seed);
  let best: MixtureFit | undefined;
  for (let start = 0; start < n_init; start++) {
    const fit = mixtureEm(standardised, startAt(standardised, parameters, random), parameters);
    if (fit !== undefined && (best === undefined || fit.logLikelihood > best.logLikelihood)) best = fit;
  }
  if (best === undefined) {
    throw new InvalidInputError(
      'learner.no_fit',
      `every one of the ${n_init} starts of gmm collapsed onto single rows; raise reg_covar above ${parameters.reg_covar}, or ask for fewer components than ${components}`,
    );
  }
  const { standardiser } = standardised;
  const emission: GaussianEmission = {
    featureNames: [...rows.featureNames],
    offset: [...standardiser.offset],
    scale: [...standardiser.scale],
    covariance,
    means: best.mixture.means,
    covariances: best.mixture.covariances,
  };
  const order = orderByVolatility(emission, order_feature);
  const { weights } = best.mixture;
  return {
    format: 'optaic-gmm',
    version: 1,
    emission: reorderEmission(emission, order),
    weights: order.map((k) => weights[k]),
    ...criteria(
      standardised,
      best,
      countGaussianParameters(components, standardised.features, covariance) + components - 1,
    ),
    iterations: best.iterations,
    converged: best.converged,
  };
}

/** Each row belongs wholly to its cluster. */
function startAt(rows: StandardisedRows, parameters: GmmParameters, random: RandomGenerator) {
  const { n_components: components, covariance_type: covariance, reg_covar } = parameters;
  const responsibilities = new Float64Array(rows.rows * components);
  kMeans(rows, components, random).forEach((k, row) => {
    responsibilities[row * components + k] = 1;
  });
  return maximisation(rows, responsibilities, covariance, reg_covar);
}

function criteria({ rows, standardiser }: StandardisedRows, fit: MixtureFit, parameters: number) {
  const logLikelihoodPerRow = fit.logLikelihood + standardiser.scale.reduce((sum, scale) => sum + Math.log(scale), 0);
  const bic = -2 * rows * logLikelihoodPerRow + parameters * Math.log(rows);
  let entropy = 0;
  for (const share of fit.responsibilities) if (share > 0) entropy -= share * Math.log(share);
  return { logLikelihoodPerRow, bic, icl: bic + 2 * entropy };
}
