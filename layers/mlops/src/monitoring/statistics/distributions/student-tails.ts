import { stirlingError } from './stirling-error.ts';

const TINY = 1e-300;
const MOST_STEPS = 1_000_000;

/**
 * P(|T| ≥ |t|) of Student's distribution: the regularised incomplete beta function I(f / (f + t²); f / 2, ½).
 *
 * @param freedom - > 0.
 * @returns In [0, 1]; NaN for NaN, 0 for an infinite t.
 * @see Press and others, Numerical Recipes, 3rd edition 2007, 6.4: the continued fraction.
 */
export function studentTails(t: number, freedom: number): number {
  if (Number.isNaN(t) || !(freedom > 0)) return Number.NaN;
  if (!Number.isFinite(t)) return 0;
  if (t === 0) return 1;
  const ratio = (t * t) / freedom;
  const [x, y] = [1 / (1 + ratio), ratio / (1 + ratio)];
  const a = freedom / 2;
  // x^a y^½ / B(a, ½), with the logarithm of x from the small ratio, not from x.
  const front = Math.exp(-a * Math.log1p(ratio) - logBetaHalf(a)) * Math.sqrt(y);
  if (x < (a + 1) / (a + 2.5)) return (front * betaFraction(x, a, 0.5)) / a;
  return 1 - front * 2 * betaFraction(y, 0.5, a);
}

/** ln B(a, ½) = ln Γ(a) − ln Γ(a + ½) + ½ ln π, by the difference of Stirling's errors: no large terms cancel. */
function logBetaHalf(a: number): number {
  const b = a - 0.5;
  if (b === 0) return Math.log(Math.PI);
  const stirling = stirlingError(a) - stirlingError(b) + a * Math.log1p(0.5 / b) - 0.5;
  return stirling + 0.5 * Math.log(Math.PI / a);
}

/** Lentz's evaluation of the continued fraction of I(x; a, b). */
function betaFraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = away(1 - ((a + b) * x) / (a + 1));
  let value = 1 / d;
  d = value;
  for (let m = 1; m <= MOST_STEPS; m++) {
    for (const numerator of [
      (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m)),
      (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1)),
    ]) {
      d = 1 / away(1 + numerator * d);
      c = away(1 + numerator / c);
      value *= d * c;
    }
    if (Math.abs(d * c - 1) < 2 * Number.EPSILON) return value;
  }
  return value;
}

function away(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}
