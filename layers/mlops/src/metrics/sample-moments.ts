import { requireFinite } from './require-finite.ts';

export interface SampleMoments {
  readonly count: number;
  readonly mean: number;
  /** With n − 1; undefined below two values. */
  readonly standardDeviation: number | undefined;
  /** g₃ = m₃/m₂^1.5, of the population moments; undefined without variance. */
  readonly skewness: number | undefined;
  /** g₄ = m₄/m₂², raw, so that a normal has 3; undefined without variance. */
  readonly kurtosis: number | undefined;
}

/**
 * The first four moments of a series.
 *
 * @param values - Shape (n,); finite.
 * @returns Undefined for an empty series. Skewness and kurtosis as scipy.stats gives them with bias, fisher=False.
 * @throws {InvalidInputError} `metrics.value_not_finite`.
 * @see Fisher, Moments and Product Moments of Sampling Distributions, 1930.
 */
export function sampleMoments(values: ArrayLike<number>): SampleMoments | undefined {
  const count = values.length;
  if (count === 0) return undefined;
  requireFinite(values, 'the series');
  let sum = 0;
  let varies = false;
  for (let i = 0; i < count; i++) {
    sum += values[i];
    varies ||= values[i] !== values[0];
  }
  const mean = varies ? sum / count : values[0];
  let second = 0;
  let third = 0;
  let fourth = 0;
  for (let i = 0; i < count; i++) {
    const square = (values[i] - mean) ** 2;
    second += square;
    third += square * (values[i] - mean);
    fourth += square * square;
  }
  const variance = second / count;
  return {
    count,
    mean,
    standardDeviation: count < 2 ? undefined : Math.sqrt(second / (count - 1)),
    skewness: variance > 0 ? third / count / variance ** 1.5 : undefined,
    kurtosis: variance > 0 ? fourth / count / variance ** 2 : undefined,
  };
}
