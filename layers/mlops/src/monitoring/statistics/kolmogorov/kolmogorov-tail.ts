import { stirlingError } from '../distributions/stirling-error.ts';
import { durbinMatrix } from './durbin-matrix.ts';
import { pelzGood } from './pelz-good.ts';
import { pomeranz } from './pomeranz.ts';
import { smirnovTail } from './smirnov-tail.ts';

/** Up to this many rows the law is computed exactly throughout. */
const MOST_ROWS_EXACT = 140;

/**
 * P(D_n > x) of the two-sided Kolmogorov–Smirnov statistic of one sample of n rows, not its limit.
 *
 * @param x - The statistic.
 * @param n - Whole, ≥ 1.
 * @returns In [0, 1].
 * @see Simard and L'Ecuyer, Computing the Two-Sided Kolmogorov–Smirnov Distribution, 2011; scipy.stats.kstwo.sf, whose
 *   choice of method this follows case by case.
 */
export function kolmogorovTail(x: number, n: number): number {
  return Math.min(1, Math.max(0, tail(x, n)));
}

function tail(x: number, n: number): number {
  if (Number.isNaN(x)) return x;
  const nx = n * x;
  if (x >= 1) return 0;
  if (nx <= 0.5) return 1;
  if (nx <= 1) return 1 - nearlyEven(nx, n);
  if (nx >= n - 1) return 2 * (1 - x) ** n;
  if (x >= 0.5) return 2 * smirnovTail(x, n);
  const nxx = nx * x;
  return n <= MOST_ROWS_EXACT ? smallSampleTail(x, n, nxx) : largeSampleTail(x, n, nxx);
}

function smallSampleTail(x: number, n: number, nxx: number): number {
  if (nxx <= 0.754693) return 1 - durbinMatrix(x, n);
  return nxx <= 4 ? 1 - pomeranz(x, n) : 2 * smirnovTail(x, n);
}

function largeSampleTail(x: number, n: number, nxx: number): number {
  if (nxx >= 370) return 0;
  if (nxx >= 2.2) return 2 * smirnovTail(x, n);
  return 1 - (n <= 100_000 && n * x ** 1.5 <= 1.4 ? durbinMatrix(x, n) : pelzGood(x, n));
}

/** n! / n^n (2nx − 1)^n, by Stirling's formula without n ln n. */
function nearlyEven(nx: number, n: number): number {
  return Math.exp(stirlingError(n) - n + Math.log(2 * Math.PI * n) / 2 + n * Math.log(2 * nx - 1));
}
