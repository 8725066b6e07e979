import { InvalidInputError } from '@optaic/mlops/base';
import { chiSquareTail } from './distributions/chi-square-tail.ts';
import { pairwiseSum } from './pairwise-sum.ts';
import { numericSides, type SamplePair } from './sample-pair.ts';
import { sortNumbers } from './sort-numbers.ts';
import { symmetricEigen } from './symmetric-eigen.ts';

/** Where the characteristic functions are compared, in semi-interquartile ranges. */
const POINTS = [0.4, 0.8] as const;
const LEAST_ROWS = 5;
/** Below this many rows a side the statistic is corrected. */
const ROWS_UNCORRECTED = 25;
/** Singular values below this share of the largest are rounding; the reference draws the line at 1e-15, amidst it. */
const SINGULAR_SHARE = 1e-13;

/**
 * Epps–Singleton test of two samples: the distance of the empirical characteristic functions at two points.
 *
 * @returns p in [0, 1]; NaN below 5 rows a side and when a side holds infinities.
 * @throws {InvalidInputError} `drift.no_spread` when the pooled interquartile range is 0.
 * @see Epps and Singleton, An omnibus test for the two-sample problem using the empirical characteristic function, 1986;
 *   scipy.stats.epps_singleton_2samp.
 */
export function eppsSingleton(pair: SamplePair): number {
  const { reference, current } = numericSides(pair);
  const n = reference.size;
  const m = current.size;
  const pooled = new Float64Array(n + m);
  pooled.set(reference.values);
  pooled.set(current.values, n);
  const scale = semiInterquartileRange(pooled);
  if (scale === 0) {
    throw new InvalidInputError(
      'drift.no_spread',
      'half of all values are equal; es needs an interquartile range above 0',
    );
  }
  if (Math.min(n, m) < LEAST_ROWS || !pooled.every(Number.isFinite)) return Number.NaN;
  const { statistic, rank } = compare(reference.values, current.values, scale);
  return chiSquareTail(statistic * correction(n, m), rank);
}

/** The statistic, by the pseudo-inverse of the covariance, and the rank of that. */
function compare(a: Float64Array, b: Float64Array, scale: number): { statistic: number; rank: number } {
  const [left, right] = [momentsOf(a, scale), momentsOf(b, scale)];
  const rows = a.length + b.length;
  const covariance = left.covariance.map((row, i) =>
    row.map((entry, j) => (rows / a.length) * entry + (rows / b.length) * right.covariance[i][j]),
  );
  const difference = left.means.map((mean, i) => mean - right.means[i]);
  const { values, vectors } = symmetricEigen(covariance);
  const largest = Math.max(...values.map(Math.abs));
  let statistic = 0;
  const inverses: number[] = [];
  values.forEach((value, at) => {
    if (Math.abs(value) <= SINGULAR_SHARE * largest) return;
    const along = vectors[at].reduce((sum, entry, i) => sum + entry * difference[i], 0);
    statistic += along ** 2 / value;
    inverses.push(Math.abs(1 / value));
  });
  const least = Math.max(0, ...inverses) * values.length * Number.EPSILON;
  return { statistic: rows * statistic, rank: inverses.filter((inverse) => inverse > least).length };
}

/** Means and covariances, ddof 0, of the cosines and sines at the points. */
function momentsOf(values: Float64Array, scale: number): { means: number[]; covariance: number[][] } {
  const waves = [Math.cos, Math.sin].flatMap((wave) =>
    POINTS.map((point) => values.map((value) => wave((point / scale) * value))),
  );
  const means = waves.map((wave) => pairwiseSum(wave) / values.length);
  const centred = waves.map((wave, at) => wave.map((value) => value - means[at]));
  const covariance = centred.map((one) =>
    centred.map((other) => pairwiseSum(one.map((value, row) => value * other[row])) / values.length),
  );
  return { means, covariance };
}

function semiInterquartileRange(values: Float64Array): number {
  const sorted = sortNumbers(values);
  return (linearQuantile(sorted, 0.75) - linearQuantile(sorted, 0.25)) / 2;
}

/** numpy's interpolation, which starts from the nearer of the two values. */
function linearQuantile(sorted: Float64Array, probability: number): number {
  const position = (sorted.length - 1) * probability;
  const below = Math.floor(position);
  const share = position - below;
  const [low, high] = [sorted[below], sorted[Math.min(below + 1, sorted.length - 1)]];
  return share >= 0.5 ? high - (high - low) * (1 - share) : low + (high - low) * share;
}

function correction(n: number, m: number): number {
  if (Math.max(n, m) >= ROWS_UNCORRECTED) return 1;
  return 1 / (1 + (n + m) ** -0.45 + 10.1 * (n ** -1.7 + m ** -1.7));
}
