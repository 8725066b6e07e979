/**
 * P(D ≥ observed) of two samples without ties: the share of the lattice paths from (0, 0) to (n, m) that reach a point
 * with |i m' − j n'| ≥ h, where n' and m' are the sizes over their greatest common divisor.
 *
 * @param h - The observed distance times the least common multiple of the sizes; whole.
 * @returns In [0, 1].
 * @see Hodges, The Significance Probability of the Smirnov Two-Sample Test, 1958; scipy.stats.ks_2samp, exact.
 */
export function exactTwoSample(n: number, m: number, h: number): number {
  if (h === 0) return 1;
  return n === m ? outsideSquare(n, h) : outsideBand(n, m, h);
}

/** Greatest common divisor of whole numbers ≥ 1. */
export function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/** Equal sizes: the reflection principle, as a product nested from the farthest reflection. */
function outsideSquare(n: number, h: number): number {
  let outside = 0;
  for (let k = Math.floor(n / h); k >= 0; k--) {
    let share = 1;
    for (let j = 0; j < h; j++) share = ((n - k * h - j) * share) / (n + k * h + j + 1);
    outside = share * (1 - outside);
  }
  return Math.min(1, 2 * outside);
}

/**
 * Share of the paths to (i, j) that were outside: a mean of its two predecessors, 1 outside. Only points inside the band
 * are visited, row by row over the larger sample.
 */
function outsideBand(first: number, second: number, h: number): number {
  const [n, m] = [Math.max(first, second), Math.min(first, second)];
  const divisor = greatestCommonDivisor(n, m);
  const [ofN, ofM] = [n / divisor, m / divisor];
  const outside = new Float64Array(m + 1).fill(1);
  for (let i = 0; i <= n; i++) {
    // |i m' − j n'| < h.
    const lowest = Math.max(0, Math.floor((i * ofM - h) / ofN) + 1);
    const highest = Math.min(m, Math.ceil((i * ofM + h) / ofN) - 1);
    if (lowest > 0) outside[lowest - 1] = 1;
    let before = lowest > 0 ? 1 : 0;
    for (let j = lowest; j <= highest; j++) {
      const steps = i + j;
      if (steps === 0) before = 0;
      else {
        const inverse = 1 / steps;
        before = i * inverse * outside[j] + j * inverse * before;
      }
      outside[j] = before;
    }
  }
  return outside[m];
}
