import { InvalidInputError } from '@optaic/mlops/base';
import { type GaussianEmission, varianceOf } from './gaussian-emission.ts';

/**
 * The components from calm to turbulent: by variance in one feature, or, where none is named, by the mean of the variances
 * over the standardised features. Equal ones keep their order.
 *
 * @returns Places of the components, calmest first.
 * @throws {InvalidInputError} `learner.feature_unknown` when no feature has the name.
 */
export function orderByVolatility(emission: GaussianEmission, feature?: string): number[] {
  const { featureNames, means } = emission;
  const looked = feature === undefined ? featureNames.map((_, f) => f) : [featureNames.indexOf(feature)];
  if (looked.includes(-1)) {
    throw new InvalidInputError(
      'learner.feature_unknown',
      `order_feature is ${feature}, which is none of the features ${featureNames.join(', ')}`,
    );
  }
  const volatility = means.map((_, k) => looked.reduce((sum, f) => sum + varianceOf(emission, k, f), 0));
  return means.map((_, k) => k).sort((i, j) => volatility[i] - volatility[j] || i - j);
}
