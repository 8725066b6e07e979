import type { Rows } from './training-rows.ts';

/** How features are centred and scaled, as the training rows say: (x − offset) · scale. */
export interface Standardiser {
  /** Weighted mean of each feature; shape (features,). */
  readonly offset: readonly number[];
  /** 1 / standard deviation (population, weighted); 1 for a constant feature. Shape (features,). */
  readonly scale: readonly number[];
  /** Features that do not vary over the rows that count, or are missing in all of them. */
  readonly constant: readonly number[];
}

/**
 * Mean and deviation of each feature over the rows where it is known.
 *
 * @param weights - Shape (rows,); rows of weight 0 do not count. Absent: each row weighs 1.
 * @see scikit-learn, StandardScaler (ddof = 0) and its test of constant features.
 */
export function fitStandardiser({ rows, featureNames, values }: Rows, weights?: ArrayLike<number>): Standardiser {
  const offset: number[] = [];
  const scale: number[] = [];
  const constant: number[] = [];
  for (let feature = 0; feature < featureNames.length; feature++) {
    const { mean, variance, count } = momentsOf(values, feature * rows, rows, weights);
    // What rounding alone can make of a constant column.
    const rounding = count * Number.EPSILON * variance + (count * mean * Number.EPSILON) ** 2;
    const isConstant = !(variance > rounding);
    offset.push(mean);
    scale.push(isConstant ? 1 : 1 / Math.sqrt(variance));
    if (isConstant) constant.push(feature);
  }
  return { offset, scale, constant };
}

function momentsOf(
  values: Float32Array | Float64Array,
  from: number,
  rows: number,
  weights: ArrayLike<number> | undefined,
): { mean: number; variance: number; count: number } {
  let total = 0;
  let sum = 0;
  let count = 0;
  for (let row = 0; row < rows; row++) {
    const x = values[from + row];
    const weight = weights === undefined ? 1 : weights[row];
    if (Number.isNaN(x) || weight === 0) continue;
    total += weight;
    sum += weight * x;
    count++;
  }
  const mean = count === 0 ? 0 : sum / total;
  let squares = 0;
  for (let row = 0; row < rows; row++) {
    const x = values[from + row];
    if (!Number.isNaN(x)) squares += (weights === undefined ? 1 : weights[row]) * (x - mean) ** 2;
  }
  return { mean, variance: count === 0 ? 0 : squares / total, count };
}
