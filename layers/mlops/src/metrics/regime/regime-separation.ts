import { sampleMoments } from '../sample-moments.ts';

/**
 * Kolmogorov–Smirnov distance of two samples: the largest gap between their empirical distributions.
 *
 * @param first - Shape (n,); finite.
 * @param second - Shape (m,); finite.
 * @returns In [0, 1]; undefined for an empty sample.
 * @see Smirnov, Estimate of Deviation between Empirical Distribution Functions, 1939; scipy.stats.ks_2samp.
 */
export function kolmogorovSmirnov(first: ArrayLike<number>, second: ArrayLike<number>): number | undefined {
  if (first.length === 0 || second.length === 0) return undefined;
  const a = Float64Array.from(first).sort();
  const b = Float64Array.from(second).sort();
  let i = 0;
  let j = 0;
  let widest = 0;
  while (i < a.length && j < b.length) {
    const value = Math.min(a[i], b[j]);
    while (i < a.length && a[i] === value) i++;
    while (j < b.length && b[j] === value) j++;
    widest = Math.max(widest, Math.abs(i / a.length - j / b.length));
  }
  return widest;
}

/**
 * Welch's t-statistic: (x̄ − ȳ)/√(s_x²/n + s_y²/m). Whether two regimes earn differently.
 *
 * @param first - Shape (n,); finite.
 * @param second - Shape (m,); finite.
 * @returns Undefined for fewer than 2 values in a sample or no variance in both.
 * @see Welch, The Generalization of Student's Problem, 1947; scipy.stats.ttest_ind, equal_var=False.
 */
export function welchTStatistic(first: ArrayLike<number>, second: ArrayLike<number>): number | undefined {
  const x = sampleMoments(first);
  const y = sampleMoments(second);
  if (x?.standardDeviation === undefined || y?.standardDeviation === undefined) return undefined;
  const error = Math.sqrt(x.standardDeviation ** 2 / x.count + y.standardDeviation ** 2 / y.count);
  return error > 0 ? (x.mean - y.mean) / error : undefined;
}
