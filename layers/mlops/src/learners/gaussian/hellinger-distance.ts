import { cholesky, logDeterminant, solveCholesky } from '../cholesky.ts';
import type { GaussianEmission } from './gaussian-emission.ts';

/**
 * Hellinger distance between a component of one emission and one of another, over the same raw features: in [0, 1], 0 for
 * the same density, whatever scaler each was standardised by.
 *
 * @see Pardo, Statistical Inference Based on Divergence Measures, 2006: the affinity of two normal distributions.
 */
export function hellingerDistance(left: GaussianEmission, i: number, right: GaussianEmission, j: number): number {
  const features = left.featureNames.length;
  // Everything in the units that the left one is standardised to.
  const one = matrixOf(left, i);
  const ratio = left.scale.map((scale, f) => scale / right.scale[f]);
  const other = matrixOf(right, j).map(
    (value, cell) => value * ratio[Math.floor(cell / features)] * ratio[cell % features],
  );
  const between = left.means[i].map(
    (mean, f) => mean - ((right.offset[f] - left.offset[f]) * left.scale[f] + right.means[j][f] * ratio[f]),
  );
  const middle = cholesky(
    one.map((value, cell) => (value + other[cell]) / 2),
    features,
  );
  const first = cholesky(one, features);
  const second = cholesky(other, features);
  if (middle === undefined || first === undefined || second === undefined) return 1;
  const solved = solveCholesky(middle, features, Float64Array.from(between));
  const squares = between.reduce((sum, distance, f) => sum + distance * solved[f], 0);
  const logAffinity =
    (logDeterminant(first, features) + logDeterminant(second, features)) / 4 -
    logDeterminant(middle, features) / 2 -
    squares / 8;
  return Math.sqrt(Math.max(0, -Math.expm1(logAffinity)));
}

function matrixOf({ covariance, covariances, featureNames }: GaussianEmission, k: number): Float64Array {
  if (covariance === 'full') return Float64Array.from(covariances[k]);
  const features = featureNames.length;
  const out = new Float64Array(features * features);
  covariances[k].forEach((variance, f) => {
    out[f * (features + 1)] = variance;
  });
  return out;
}
