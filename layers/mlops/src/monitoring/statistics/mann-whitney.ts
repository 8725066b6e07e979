import { normalProbability } from '@optaic/mlops/metrics';
import { numericSides, type SamplePair } from './sample-pair.ts';

/** Exact up to this size of the smaller side, where no values tie. */
const MOST_ROWS_EXACT = 8;

/**
 * Mann–Whitney U test, one-sided: small p says the current values are larger. Exact when the smaller side has at most 8
 * rows and no values tie, otherwise normal with corrections for ties and continuity.
 *
 * @returns p in [0, 1].
 * @see Mann and Whitney, On a Test …, 1947; scipy.stats.mannwhitneyu, alternative "less".
 */
export function mannWhitney(pair: SamplePair): number {
  const { reference, current } = numericSides(pair);
  const { u, tieTerm } = rankSums(reference.sorted, current.sorted);
  const n = reference.size;
  const m = current.size;
  if (Math.min(n, m) <= MOST_ROWS_EXACT && tieTerm === 0) return exactUpperTail(u, Math.min(n, m), Math.max(n, m));
  const rows = n + m;
  const deviation = Math.sqrt(((n * m) / 12) * (rows + 1 - tieTerm / (rows * (rows - 1))));
  const z = (u - (n * m) / 2 - 0.5) / deviation;
  return normalProbability(-z);
}

/** U of the current side: pairs in which it is larger, ties counting half; and Σ(t³ − t) over the groups of ties. */
function rankSums(a: Float64Array, b: Float64Array): { u: number; tieTerm: number } {
  let u = 0;
  let tieTerm = 0;
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const value = j === b.length || (i < a.length && a[i] <= b[j]) ? a[i] : b[j];
    const [fromI, fromJ] = [i, j];
    while (i < a.length && a[i] === value) i++;
    while (j < b.length && b[j] === value) j++;
    const ties = i - fromI + (j - fromJ);
    u += (j - fromJ) * (fromI + (i - fromI) / 2);
    tieTerm += ties ** 3 - ties;
  }
  return { u, tieTerm };
}

/**
 * P(U ≥ u) over all orders of n and m values: the numbers of orders are the coefficients of a Gaussian binomial, built by
 * one factor (1 − q^(m + i)) / (1 − q^i) after the other, from the nearer end.
 */
function exactUpperTail(u: number, n: number, m: number): number {
  const mirrored = n * m - u;
  const most = Math.min(u, mirrored);
  const ways = new Float64Array(most + 1);
  ways[0] = 1;
  for (let i = 1; i <= n; i++) {
    for (let at = most; at >= m + i; at--) ways[at] -= ways[at - m - i];
    for (let at = i; at <= most; at++) ways[at] += ways[at - i];
  }
  let orders = 1;
  for (let i = 1; i <= n; i++) orders = (orders * (m + i)) / i;
  const tail = ways.reduce((sum, each) => sum + each, 0) / orders;
  return u < mirrored ? 1 - tail + ways[most] / orders : tail;
}
