import type { QuantileSketch } from './quantile-sketch.ts';

/**
 * The largest error that a share of values at or below a point can have: Σ 2^level · max(keptEven, keptOdd) / count. A
 * proven bound for every input, not a probability. 0 while every value is there.
 *
 * @returns In [0, 1]; 0 without a value.
 */
export function rankErrorBound({ count, levels }: QuantileSketch): number {
  if (count === 0) return 0;
  const weight = levels.reduce((sum, { keptEven, keptOdd }, h) => sum + Math.max(keptEven, keptOdd) * 2 ** h, 0);
  return Math.min(1, weight / count);
}

/** What a sketch knows of its distribution, made to be asked often. */
export interface SketchedDistribution {
  /** Shape (n,); ascending, distinct. */
  readonly values: Float64Array;
  /** Shape (n,); values of the column at or below each, ascending; the last is the column's count. */
  readonly cumulative: Float64Array;
}

/** The retained values with the number of values that each stands for. */
export function distributionOf({ levels }: QuantileSketch): SketchedDistribution {
  const retained = levels.flatMap(({ items }, h) => Array.from(items, (value) => ({ value, weight: 2 ** h })));
  retained.sort((a, b) => a.value - b.value);
  const values: number[] = [];
  const cumulative: number[] = [];
  let total = 0;
  for (const { value, weight } of retained) {
    total += weight;
    if (values.at(-1) === value) cumulative[cumulative.length - 1] = total;
    else {
      values.push(value);
      cumulative.push(total);
    }
  }
  return { values: Float64Array.from(values), cumulative: Float64Array.from(cumulative) };
}

/**
 * Share of the values at or below a point, within `rankErrorBound`.
 *
 * @param distribution - Of a sketch with a value.
 * @returns In [0, 1].
 */
export function shareAtOrBelow({ values, cumulative }: SketchedDistribution, point: number): number {
  const position = firstIndex(values.length, (i) => values[i] > point);
  return position === 0 ? 0 : cumulative[position - 1] / cumulative[cumulative.length - 1];
}

/** Share of the values below a point, within `rankErrorBound`; else as `shareAtOrBelow`. */
export function shareBelow({ values, cumulative }: SketchedDistribution, point: number): number {
  const position = firstIndex(values.length, (i) => values[i] >= point);
  return position === 0 ? 0 : cumulative[position - 1] / cumulative[cumulative.length - 1];
}

/**
 * The smallest retained value with at least this share of the values at or below it: the inverse distribution function,
 * without interpolation. Its true share is within `rankErrorBound`.
 *
 * @param distribution - Of a sketch with a value.
 * @param probability - In [0, 1].
 * @see Hyndman and Fan, Sample Quantiles in Statistical Packages, 1996, type 1.
 */
export function quantileOf({ values, cumulative }: SketchedDistribution, probability: number): number {
  const wanted = probability * cumulative[cumulative.length - 1];
  const position = firstIndex(values.length, (i) => cumulative[i] >= wanted);
  return values[Math.min(position, values.length - 1)];
}

function firstIndex(length: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
