import { studentTails } from './distributions/student-tails.ts';
import { pairwiseSum } from './pairwise-sum.ts';
import { numericSides, type SamplePair } from './sample-pair.ts';

/**
 * Student's t test of equal means, equal variances, two-sided.
 *
 * @returns p in [0, 1]; NaN for equal constants, and when a side holds infinities or both have one row.
 * @see Student, The Probable Error of a Mean, 1908; scipy.stats.ttest_ind.
 */
export function studentT(pair: SamplePair): number {
  const { reference, current } = numericSides(pair);
  const n = reference.size;
  const m = current.size;
  const [left, right] = [moments(reference.values), moments(current.values)];
  const freedom = n + m - 2;
  const pooled = ((n - 1) * left.variance + (m - 1) * right.variance) / freedom;
  return studentTails((left.mean - right.mean) / Math.sqrt(pooled * (1 / n + 1 / m)), freedom);
}

/** Variance with ddof 1, that of a single row 0. */
function moments(values: Float64Array): { mean: number; variance: number } {
  const mean = pairwiseSum(values) / values.length;
  if (values.length === 1) return { mean, variance: 0 };
  const squares = values.map((value) => (value - mean) ** 2);
  return { mean, variance: (pairwiseSum(squares) / values.length) * (values.length / (values.length - 1)) };
}
