const SCALE_EXPONENT = 128;
const LARGE = 2 ** SCALE_EXPONENT;

/** Where n x lies between whole numbers. */
interface Position {
  readonly n: number;
  readonly whole: number;
  readonly ceiling: 0 | 1;
  readonly rounded: 0 | 1;
}

/**
 * P(D_n ≤ x) by 2n + 1 convolutions with Poisson weights.
 *
 * @param x - In (0, 1).
 * @param n - Whole, ≥ 1; rounding errors grow with it, so at most some hundreds.
 * @see Pomeranz, Exact Cumulative Distribution of the Kolmogorov–Smirnov Statistic for Small Samples, 1974.
 */
export function pomeranz(x: number, n: number): number {
  const whole = Math.floor(n * x);
  const fraction = n * x - whole;
  const position: Position = { n, whole, ceiling: fraction > 0 ? 1 : 0, rounded: fraction > 0.5 ? 1 : 0 };
  const gap = Math.min(fraction, 1 - fraction);
  const length = 2 * (whole + 1);
  const outer = poissonWeights(gap / n, length);
  const odd = poissonWeights((2 * gap) / n, length);
  const even = poissonWeights((1 - 2 * gap) / n, length);

  let row = new Float64Array(length);
  row[0] = 1;
  let rowStart = 0;
  let [first] = bounds(0, position);
  let exponent = 0;
  for (let i = 1; i <= 2 * n + 1; i++) {
    const before = first;
    const [from, to] = bounds(i, position);
    const weights = i === 1 || i === 2 * n + 1 ? outer : i % 2 === 1 ? odd : even;
    const next = convolve(row, before - rowStart, weights, to - before + 1, from - before);
    if (isTiny(next)) {
      for (let at = 0; at < length; at++) next[at] *= LARGE;
      exponent -= SCALE_EXPONENT;
    }
    row = next;
    rowStart = from;
    first = from;
  }
  let p = row[n - rowStart];
  for (let m = 1; m <= n; m++) {
    if (Math.abs(p) > LARGE) {
      p /= LARGE;
      exponent += SCALE_EXPONENT;
    }
    p *= m;
  }
  return p * 2 ** exponent;
}

/** First and last entry of row i that are not zero. */
function bounds(i: number, { n, whole, ceiling, rounded }: Position): readonly [number, number] {
  if (i === 0) return [Math.max(1 - whole - ceiling, 0), Math.min(whole + ceiling - 1, n)];
  const half = Math.floor((i + 1) / 2);
  let [from, to] = [half - 2 - whole, half + whole + rounded - 1];
  if ((i + 1) % 2 === 0) {
    const isLast = half === n + 1;
    from = isLast ? n - whole - ceiling - 1 : half - whole - rounded - 2;
    to = isLast ? n + whole + ceiling - 1 : half + whole - 1 + ceiling - 1;
  }
  return [Math.max(from + 2, 0), Math.min(to, n)];
}

/** λ^m / m! for m below `length`. */
function poissonWeights(rate: number, length: number): Float64Array {
  const weights = new Float64Array(length);
  weights[0] = 1;
  for (let m = 1; m < length; m++) weights[m] = (weights[m - 1] * rate) / m;
  return weights;
}

/** Entries `skip` to `length − 1` of the convolution of `row` from `start` on with the weights. */
function convolve(
  row: Float64Array,
  start: number,
  weights: Float64Array,
  length: number,
  skip: number,
): Float64Array<ArrayBuffer> {
  const result = new Float64Array(row.length);
  for (let at = skip; at < length; at++) {
    let sum = 0;
    for (let lag = 0; lag <= at; lag++) sum += (row[start + at - lag] ?? 0) * weights[lag];
    result[at - skip] = sum;
  }
  return result;
}

function isTiny(row: Float64Array): boolean {
  const largest = row.reduce((most, entry) => Math.max(most, entry), 0);
  return largest > 0 && largest < 1 / LARGE;
}
