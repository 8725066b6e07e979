import { InvalidInputError } from '@optaic/mlops/base';
import { refuseRows } from './refuse-rows.ts';

/** Rows by columns: what the linear learners, the mixtures and the Markov models learn from and predict. */
export interface Rows {
  /** At least 1. */
  readonly rows: number;
  /** Shape (features,); distinct. */
  readonly featureNames: readonly string[];
  /** Shape (features × rows), column-major: feature f of row r is at f * rows + r. NaN is missing; never infinite. */
  readonly values: Float32Array | Float64Array;
}

export interface LabelledRows extends Rows {
  /** Shape (rows,); finite. */
  readonly labels: Float32Array | Float64Array;
  /** Shape (rows,); finite, ≥ 0, not all 0. Absent: each row weighs 1. */
  readonly weights?: Float32Array | Float64Array;
}

export interface RowLimits {
  readonly rows: number;
  readonly features: number;
}

/** A copy in double precision of 1 GiB: what training may hold at once. */
const MAXIMUM_CELLS = 134_217_728;

/**
 * Refuses rows that nothing can be learned from.
 *
 * @param learner - How errors call what refuses, such as `ridge`.
 * @throws {InvalidInputError} `learner.too_few_rows`, `learner.shape_mismatch`, `learner.problem_too_large`,
 *   `learner.duplicate_feature`, `learner.feature_infinite`.
 */
export function checkRows(
  { rows, featureNames, values }: Rows,
  learner: string,
  { rows: minimumRows, features: maximumFeatures }: RowLimits,
): void {
  const features = featureNames.length;
  if (features < 1) throw new InvalidInputError('learner.shape_mismatch', `${learner} has no feature; give at least 1`);
  if (features > maximumFeatures || features * rows > MAXIMUM_CELLS) {
    throw new InvalidInputError(
      'learner.problem_too_large',
      `${learner} has ${rows} rows of ${features} features; it takes at most ${maximumFeatures} features and ${MAXIMUM_CELLS} values: drop features or rows`,
    );
  }
  if (!Number.isInteger(rows) || rows < minimumRows) {
    throw new InvalidInputError(
      'learner.too_few_rows',
      `${learner} has ${rows} rows; it needs at least ${minimumRows}`,
    );
  }
  requireLength(learner, 'values', values.length, rows * features);
  const seen = new Set<string>();
  const duplicate = featureNames.find((feature) => seen.size === seen.add(feature).size);
  if (duplicate !== undefined) {
    throw new InvalidInputError(
      'learner.duplicate_feature',
      `the rows of ${learner} name the feature ${duplicate} twice; rename or drop one`,
    );
  }
  for (let feature = 0; feature < features; feature++) {
    refuseRows(
      'learner.feature_infinite',
      `values of feature ${featureNames[feature]}`,
      'finite, or NaN where missing',
      values.subarray(feature * rows, (feature + 1) * rows),
      (x) => x === Number.POSITIVE_INFINITY || x === Number.NEGATIVE_INFINITY,
    );
  }
}

/**
 * Refuses labels and weights that nothing can be learned from.
 *
 * @returns The weights; ones where there are none. Shape (rows,).
 * @throws {InvalidInputError} `learner.shape_mismatch`, `learner.label_not_finite`, `learner.weight_invalid`.
 */
export function checkLabels({ rows, labels, weights }: LabelledRows, learner: string): Float64Array {
  requireLength(learner, 'labels', labels.length, rows);
  refuseRows('learner.label_not_finite', 'labels', 'finite', labels, (x) => !Number.isFinite(x));
  if (weights === undefined) return new Float64Array(rows).fill(1);
  requireLength(learner, 'weights', weights.length, rows);
  const isInvalid = (x: number) => !(x >= 0 && x < Number.POSITIVE_INFINITY);
  refuseRows('learner.weight_invalid', 'weights', 'finite and ≥ 0', weights, isInvalid);
  if (weights.every((weight) => weight === 0)) {
    throw new InvalidInputError(
      'learner.weight_invalid',
      `all ${rows} weights of ${learner} are 0; some row must count`,
    );
  }
  return Float64Array.from(weights);
}

/** @throws {InvalidInputError} `learner.shape_mismatch` when `values` does not hold rows × features. */
export function checkValues(values: Float32Array | Float64Array, rows: number, features: number): void {
  if (Number.isInteger(rows) && rows >= 0 && values.length === rows * features) return;
  throw new InvalidInputError(
    'learner.shape_mismatch',
    `values has ${values.length} elements; ${rows} rows of the model's ${features} features need ${rows * features}`,
  );
}

function requireLength(learner: string, field: string, length: number, expected: number): void {
  if (length === expected) return;
  throw new InvalidInputError(
    'learner.shape_mismatch',
    `${field} of ${learner} has ${length} elements; its rows and features need ${expected}`,
  );
}
