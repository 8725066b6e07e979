import { exactTwoSample, greatestCommonDivisor } from './kolmogorov/exact-two-sample.ts';
import { kolmogorovTail } from './kolmogorov/kolmogorov-tail.ts';
import { numericSides, type SamplePair } from './sample-pair.ts';

/** Up to this size of the larger side the probability is exact. */
const MOST_ROWS_EXACT = 10_000;

/**
 * Kolmogorov–Smirnov test of two samples, two-sided: exact up to 10,000 rows a side, beyond by the law of one sample of
 * n m / (n + m) rows, rounded half to even.
 *
 * @returns p in [0, 1].
 * @see Smirnov, On the estimation of the discrepancy between empirical curves, 1939; scipy.stats.ks_2samp, auto.
 */
export function kolmogorovSmirnov(pair: SamplePair): number {
  const { reference, current } = numericSides(pair);
  const n = reference.size;
  const m = current.size;
  const distance = largestDistance(reference.sorted, current.sorted);
  if (Math.max(n, m) > MOST_ROWS_EXACT) return kolmogorovTail(distance, roundHalfToEven((n * m) / (n + m)));
  return exactTwoSample(n, m, Math.round(distance * (n / greatestCommonDivisor(n, m)) * m));
}

/** max |F_reference − F_current| over the pooled values. */
function largestDistance(a: Float64Array, b: Float64Array): number {
  const n = a.length;
  const m = b.length;
  let i = 0;
  let j = 0;
  let largest = 0;
  while (i < n && j < m) {
    const value = a[i] <= b[j] ? a[i] : b[j];
    while (i < n && a[i] === value) i++;
    while (j < m && b[j] === value) j++;
    largest = Math.max(largest, Math.abs(i / n - j / m));
  }
  return largest;
}

function roundHalfToEven(value: number): number {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}
