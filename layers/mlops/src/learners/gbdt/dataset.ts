import { InvalidInputError } from '@optaic/mlops/base';
import { refuseRows } from '../refuse-rows.ts';

/** Rows to learn from, by columns. */
export interface GbdtDataset {
  /** At least 2. */
  readonly rows: number;
  /** At least 1. */
  readonly features: number;
  /** Shape (features,); distinct. */
  readonly featureNames: readonly string[];
  /** Shape (features × rows), column-major: feature f of row r is at f * rows + r. NaN is missing; never infinite. */
  readonly values: Float32Array;
  /** Shape (rows,); finite. */
  readonly labels: Float32Array;
  /** Shape (rows,); finite, ≥ 0, not all 0. Absent: each row weighs 1. */
  readonly weights?: Float32Array;
  /**
   * Shape (rows,): which group, such as a date, each row is of. Rows of a group stand together, and in ranking have one
   * weight. Absent: all rows are one group.
   */
  readonly groups?: Int32Array;
}

/**
 * The rows of a dataset that `rows` lists, in that order.
 *
 * @param rows - Row indices, each in [0, dataset.rows); may repeat.
 */
export function selectRows(dataset: GbdtDataset, rows: ArrayLike<number>): GbdtDataset {
  const values = new Float32Array(rows.length * dataset.features);
  for (let feature = 0; feature < dataset.features; feature++) {
    const from = feature * dataset.rows;
    const to = feature * rows.length;
    for (let i = 0; i < rows.length; i++) values[to + i] = dataset.values[from + rows[i]];
  }
  const { weights, groups } = dataset;
  return {
    rows: rows.length,
    features: dataset.features,
    featureNames: dataset.featureNames,
    values,
    labels: pick(dataset.labels, rows),
    ...(weights === undefined ? {} : { weights: pick(weights, rows) }),
    ...(groups === undefined ? {} : { groups: Int32Array.from(rows, (row) => groups[row]) }),
  };
}

/**
 * Refuses a dataset that cannot be learned from.
 *
 * @param name - How errors call it: `training` or `validation`.
 * @throws {InvalidInputError} `learner.shape_mismatch`, `learner.too_few_rows`, `learner.duplicate_feature`,
 *   `learner.label_not_finite`, `learner.feature_infinite`, `learner.weight_invalid`; where rows offend, with their count
 *   and the first ten.
 */
export function checkDataset(dataset: GbdtDataset, name: 'training' | 'validation'): void {
  const { rows, features, featureNames, values, labels, weights, groups } = dataset;
  const minimumRows = name === 'training' ? 2 : 1;
  if (!Number.isInteger(rows) || rows < minimumRows) {
    throw new InvalidInputError(
      'learner.too_few_rows',
      `the ${name} dataset has ${rows} rows; it needs at least ${minimumRows}`,
    );
  }
  if (!Number.isInteger(features) || features < 1) {
    throw new InvalidInputError(
      'learner.shape_mismatch',
      `the ${name} dataset has ${features} features; it needs at least 1`,
    );
  }
  checkLength(name, 'featureNames', featureNames.length, features);
  checkLength(name, 'values', values.length, rows * features);
  checkLength(name, 'labels', labels.length, rows);
  if (weights !== undefined) checkLength(name, 'weights', weights.length, rows);
  if (groups !== undefined) checkLength(name, 'groups', groups.length, rows);

  const seen = new Set<string>();
  const duplicate = featureNames.find((feature) => seen.size === seen.add(feature).size);
  if (duplicate !== undefined) {
    throw new InvalidInputError(
      'learner.duplicate_feature',
      `the ${name} dataset names the feature ${duplicate} twice; rename or drop one`,
    );
  }
  refuseRows('learner.label_not_finite', `labels of the ${name} dataset`, 'finite', labels, (x) => !Number.isFinite(x));
  const isSuspect = holdsInfinity(values);
  for (let feature = 0; isSuspect && feature < features; feature++) {
    refuseRows(
      'learner.feature_infinite',
      `values of feature ${featureNames[feature]} in the ${name} dataset`,
      'finite, or NaN where missing',
      values.subarray(feature * rows, (feature + 1) * rows),
      (x) => x === Number.POSITIVE_INFINITY || x === Number.NEGATIVE_INFINITY,
    );
  }
  if (weights !== undefined) {
    const isInvalid = (x: number) => !(x >= 0 && x < Number.POSITIVE_INFINITY);
    refuseRows('learner.weight_invalid', `weights of the ${name} dataset`, 'finite and ≥ 0', weights, isInvalid);
    if (weights.every((weight) => weight === 0)) {
      throw new InvalidInputError(
        'learner.weight_invalid',
        `all ${rows} weights of the ${name} dataset are 0; some row must count`,
      );
    }
  }
}

/** Told by the bits, in a loop that a call for every value would make many times as long. */
function holdsInfinity({ buffer, byteOffset, length }: Float32Array): boolean {
  const bits = new Uint32Array(buffer, byteOffset, length);
  for (let i = 0; i < length; i++) if ((bits[i] & 0x7fff_ffff) === 0x7f80_0000) return true;
  return false;
}

function checkLength(name: string, field: string, length: number, expected: number): void {
  if (length === expected) return;
  throw new InvalidInputError(
    'learner.shape_mismatch',
    `${field} of the ${name} dataset has ${length} elements; its rows and features need ${expected}`,
  );
}

function pick(column: Float32Array, rows: ArrayLike<number>): Float32Array {
  const out = new Float32Array(rows.length);
  for (let i = 0; i < rows.length; i++) out[i] = column[rows[i]];
  return out;
}
