import { type GaussianEmission, hellingerDistance } from '@optaic/mlops/learners/hmm';

/**
 * How much each feature tells the regimes apart: the mean Hellinger distance between their densities in it alone, over all
 * pairs, as shares of the sum; equal shares when no feature tells any apart.
 */
export function featureSeparation(emission: GaussianEmission): Record<string, number> {
  const { featureNames, means } = emission;
  const distances = featureNames.map((_, feature) => {
    const alone = marginal(emission, feature);
    let sum = 0;
    for (let i = 0; i < means.length; i++) {
      for (let j = 0; j < i; j++) sum += hellingerDistance(alone, i, alone, j);
    }
    return sum;
  });
  const total = distances.reduce((sum, distance) => sum + distance, 0);
  return Object.fromEntries(
    featureNames.map((name, feature) => [name, total > 0 ? distances[feature] / total : 1 / featureNames.length]),
  );
}

function marginal(emission: GaussianEmission, feature: number): GaussianEmission {
  const { featureNames, offset, scale, covariance, means, covariances } = emission;
  const at = covariance === 'diag' ? feature : feature * (featureNames.length + 1);
  return {
    featureNames: [featureNames[feature]],
    offset: [offset[feature]],
    scale: [scale[feature]],
    covariance: 'diag',
    means: means.map((mean) => [mean[feature]]),
    covariances: covariances.map((matrix) => [matrix[at]]),
  };
}
