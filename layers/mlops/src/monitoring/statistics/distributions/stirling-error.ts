/** ln 2π. */
const LOG_TWO_PI = Math.log(2 * Math.PI);
/** Below it the logarithm of the gamma function is computed as such. */
const SERIES_FROM = 16;
/** 1/12, 1/360, 1/1260, …: B(2j) / (2j(2j − 1)), alternating. */
const SERIES = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156, -3617 / 122400] as const;

/**
 * What Stirling's formula lacks: ln Γ(n + 1) − (n + ½) ln n + n − ½ ln 2π.
 *
 * @param n - > 0; not necessarily whole.
 * @see Loader, Fast and Accurate Computation of Binomial Probabilities, 2000.
 */
export function stirlingError(n: number): number {
  if (n < SERIES_FROM) {
    // δ(n) − δ(n + 1) = (n + ½) ln(1 + 1/n) − 1: climb to where the series holds.
    return stirlingError(n + 1) + (n + 0.5) * Math.log1p(1 / n) - 1;
  }
  const square = n * n;
  return SERIES.reduceRight((sum, coefficient) => sum / square + coefficient, 0) / n;
}

/**
 * x ln(x / m) + m − x, the deviance of a Poisson count, without the cancellation near x = m.
 *
 * @param x - ≥ 0.
 * @param m - > 0.
 * @see Loader, Fast and Accurate Computation of Binomial Probabilities, 2000.
 */
export function deviance(x: number, m: number): number {
  if (x === 0) return m;
  if (Math.abs(x - m) >= 0.1 * (x + m)) return x * Math.log(x / m) + m - x;
  const v = (x - m) / (x + m);
  let sum = (x - m) * v;
  let term = 2 * x * v;
  for (let odd = 3; ; odd += 2) {
    term *= v * v;
    const next = sum + term / odd;
    if (next === sum) return sum;
    sum = next;
  }
}

/**
 * m^x e^−m / Γ(x + 1).
 *
 * @param x - ≥ −½; not necessarily whole.
 * @param m - > 0.
 */
export function poissonDensity(x: number, m: number): number {
  if (x === 0) return Math.exp(-m);
  // Γ(½) = √π, where the formula below has no logarithm.
  if (x < 0) return Math.exp(-m) / Math.sqrt(Math.PI * m);
  return Math.exp(-stirlingError(x) - deviance(x, m) - (LOG_TWO_PI + Math.log(x)) / 2);
}

/**
 * C(n, k) p^k (1 − p)^(n − k).
 *
 * @param k - 0 to n.
 * @param p - In (0, 1).
 */
export function binomialDensity(k: number, n: number, p: number): number {
  if (k === 0) return Math.exp(n * Math.log1p(-p));
  if (k === n) return Math.exp(n * Math.log(p));
  const logarithm =
    stirlingError(n) -
    stirlingError(k) -
    stirlingError(n - k) -
    deviance(k, n * p) -
    deviance(n - k, n * (1 - p)) -
    (LOG_TWO_PI + Math.log(k) + Math.log1p(-k / n)) / 2;
  return Math.exp(logarithm);
}
