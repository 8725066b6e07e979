const SCALE_EXPONENT = 128;
const LARGE = 2 ** SCALE_EXPONENT;

/**
 * P(D_n ≤ x) as the middle entry of the n-th power of a matrix of about 2nx rows.
 *
 * @param x - In (1 / 2n, 1).
 * @param n - Whole, ≥ 1.
 * @see Durbin, The Probability that the Sample Distribution Function Lies Between Two Parallel Straight Lines, 1968;
 *   Marsaglia, Tsang and Wang, Evaluating Kolmogorov's Distribution, 2003.
 */
export function durbinMatrix(x: number, n: number): number {
  const k = Math.ceil(n * x);
  const size = 2 * k - 1;
  const middle = (k - 1) * size + k - 1;
  let base = transitions(k - n * x, size);
  let baseExponent = 0;
  let power = identity(size);
  let exponent = 0;
  for (let left = n; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) {
      power = product(power, base, size);
      exponent += baseExponent;
    }
    base = product(base, base, size);
    baseExponent *= 2;
    if (Math.abs(base[middle]) > LARGE) {
      base = base.map((entry) => entry / LARGE);
      baseExponent += SCALE_EXPONENT;
    }
  }
  let p = power[middle];
  for (let i = 1; i <= n; i++) {
    p = (i * p) / n;
    if (Math.abs(p) < 1 / LARGE) {
      p *= LARGE;
      exponent -= SCALE_EXPONENT;
    }
  }
  return p * 2 ** exponent;
}

/** Durbin's matrix: inverse factorials below the first superdiagonal, its first column and last row shortened by h. */
function transitions(h: number, size: number): Float64Array {
  const matrix = new Float64Array(size * size);
  const edge = new Float64Array(size);
  const inverseFactorials = new Float64Array(size);
  let inverse = 1;
  for (let j = 1; j <= size; j++) {
    inverseFactorials[j - 1] = inverse;
    inverse /= j;
    edge[j - 1] = (1 - h ** j) * inverse;
  }
  edge[size - 1] = (1 + Math.max(2 * h - 1, 0) ** size - 2 * h ** size) * inverse;
  for (let column = 1; column < size; column++) {
    for (let row = column - 1; row < size; row++) matrix[row * size + column] = inverseFactorials[row - column + 1];
  }
  for (let row = 0; row < size; row++) matrix[row * size] = edge[row];
  for (let column = 0; column < size; column++) matrix[(size - 1) * size + column] = edge[size - 1 - column];
  return matrix;
}

function identity(size: number): Float64Array {
  const matrix = new Float64Array(size * size);
  for (let at = 0; at < size; at++) matrix[at * size + at] = 1;
  return matrix;
}

function product(a: Float64Array, b: Float64Array, size: number): Float64Array {
  const result = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let inner = 0; inner < size; inner++) {
      const factor = a[row * size + inner];
      if (factor === 0) continue;
      for (let column = 0; column < size; column++) {
        result[row * size + column] += factor * b[inner * size + column];
      }
    }
  }
  return result;
}
