import { InvalidInputError } from '@optaic/mlops/base';
import { fitStandardiser, type Standardiser } from '../standardiser.ts';
import { checkRows, type Rows } from '../training-rows.ts';
import { countGaussianParameters } from './gaussian-emission.ts';

/** What mixtures and Markov models train on: rows of mean 0 and deviation 1. */
export interface StandardisedRows {
  readonly rows: number;
  readonly features: number;
  /** Shape (rows × features), row-major; NaN is missing. */
  readonly values: Float64Array;
  readonly standardiser: Standardiser;
}

export interface DensityShape {
  readonly components: number;
  readonly covariance: 'diag' | 'full';
  /** Free parameters beside means and covariances, such as transitions. */
  readonly others: number;
}

const MAXIMUM_FEATURES = { diag: 4_096, full: 256 };

/**
 * Checks and standardises the rows of a density, whose scaler is fitted on them.
 *
 * @throws {InvalidInputError} Those of `checkRows`; `learner.feature_constant` naming the features that do not vary;
 *   `learner.too_few_rows` for fewer rows than parameters, or than twice the components.
 */
export function standardiseRows(rows: Rows, learner: string, shape: DensityShape): StandardisedRows {
  const { components, covariance, others } = shape;
  checkRows(rows, learner, { rows: 2, features: MAXIMUM_FEATURES[covariance] });
  const features = rows.featureNames.length;
  const parameters = countGaussianParameters(components, features, covariance) + others;
  if (rows.rows < parameters) {
    throw new InvalidInputError(
      'learner.too_few_rows',
      `${learner} has ${rows.rows} rows for ${parameters} parameters (${components} components of ${features} features, covariance ${covariance}); give more rows, or fewer components or features`,
    );
  }
  const standardiser = fitStandardiser(rows);
  if (standardiser.constant.length > 0) {
    const names = standardiser.constant.slice(0, 10).map((feature) => rows.featureNames[feature]);
    throw new InvalidInputError(
      'learner.feature_constant',
      `${standardiser.constant.length} features of ${learner} do not vary over the ${rows.rows} rows, so they have no density: ${names.join(', ')}; drop them`,
      { details: { features: names } },
    );
  }
  const values = new Float64Array(rows.rows * features);
  for (let f = 0; f < features; f++) {
    for (let r = 0; r < rows.rows; r++) {
      values[r * features + f] = (rows.values[f * rows.rows + r] - standardiser.offset[f]) * standardiser.scale[f];
    }
  }
  return { rows: rows.rows, features, values, standardiser };
}
