import { normalProbability } from '@optaic/mlops/metrics';
import { poissonDensity } from './stirling-error.ts';

/**
 * P(χ² > x): the regularised upper incomplete gamma function Q(freedom / 2, x / 2). In the upper tail it is, for whole
 * degrees of freedom, a finite sum of positive terms, so the relative error stays about 1e-13 however small it is.
 *
 * @param freedom - Whole, ≥ 1; none gives NaN.
 * @returns In [0, 1].
 * @see Abramowitz and Stegun, Handbook of Mathematical Functions, 26.4.4 to 26.4.6.
 */
export function chiSquareTail(x: number, freedom: number): number {
  if (Number.isNaN(x) || freedom < 1) return Number.NaN;
  if (x <= 0) return 1;
  if (x === Number.POSITIVE_INFINITY) return 0;
  const a = freedom / 2;
  return x / 2 < a - 1 ? 1 - lowerSeries(a, x / 2) : Math.min(1, upperSum(a, x / 2));
}

/** P(a, m) = Σ m^j e^−m / Γ(j + 1) over j = a, a + 1, …; falling terms where m < a. */
function lowerSeries(a: number, m: number): number {
  let sum = 0;
  let term = poissonDensity(a, m);
  for (let index = a + 1; term > sum * Number.EPSILON * 0.01; index++) {
    sum += term;
    term *= m / index;
  }
  return sum;
}

/** Q(a, m) = Σ m^j e^−m / Γ(j + 1) over j = a − 1, a − 2, … ≥ 0, and erfc √m where a is no whole number. */
function upperSum(a: number, m: number): number {
  let sum = 0;
  let term = a >= 1 ? poissonDensity(a - 1, m) : 0;
  for (let index = a - 1; index >= 0 && term > sum * Number.EPSILON * 0.01; index--) {
    sum += term;
    term *= index / m;
  }
  return Number.isInteger(a) ? sum : sum + 2 * normalProbability(-Math.sqrt(2 * m));
}
