import { binomialDensity } from '../distributions/stirling-error.ts';

/** Beyond it the reference takes the limit. */
const MOST_ROWS = 1_000_000;

/**
 * P(D⁺_n ≥ x) of the one-sided statistic: a sum of positive binomial terms.
 *
 * @param x - In (0, 1).
 * @param n - Whole, ≥ 1.
 * @see Birnbaum and Tingey, One-Sided Confidence Contours for Probability Distribution Functions, 1951;
 *   scipy.special.smirnov.
 */
export function smirnovTail(x: number, n: number): number {
  if (n > MOST_ROWS) return Math.exp(-((6 * n * x + 1) ** 2) / 18 / n);
  let sum = (1 - x) ** n;
  const last = Math.floor(n * (1 - x));
  for (let j = 1; j <= last; j++) {
    const p = x + j / n;
    // C(n, j) x p^(j − 1) (1 − p)^(n − j); the last term may lie on the edge, where it vanishes.
    if (p < 1) sum += (binomialDensity(j, n, p) * x) / p;
    else if (j === n) sum += x;
  }
  return sum;
}
