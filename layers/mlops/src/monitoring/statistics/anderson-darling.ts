import { InvalidInputError } from '@optaic/mlops/base';
import { numericSides, type SamplePair } from './sample-pair.ts';

const LEAST_ROWS = 3;
/** Outside these standardised statistics the table gives no more than its ends. */
const LEAST_TABULATED = 0.325;
const MOST_TABULATED = 6.546;
/** Least squares of ln(0.25 … 0.001) on the seven tabulated statistics, constant first. */
const LOG_P = [-1.077770279820484, -1.0082265644652515, 0.01819809457411147] as const;

/**
 * Anderson–Darling test of two samples, midrank version.
 *
 * @returns p in [0.001, 0.25], interpolated in the published table.
 * @throws {InvalidInputError} `drift.no_spread` when all values of both sides are equal; `drift.too_few_values` when they
 *   are only two.
 * @see Scholz and Stephens, K-Sample Anderson–Darling Tests, 1987, equation 7; scipy.stats.anderson_ksamp.
 */
export function andersonDarling(pair: SamplePair): number {
  const { reference, current } = numericSides(pair);
  const n = reference.size;
  const m = current.size;
  if (isConstant(reference.sorted, current.sorted)) {
    throw new InvalidInputError(
      'drift.no_spread',
      'all values of both sides are equal; anderson needs two distinct ones',
    );
  }
  if (n + m < LEAST_ROWS) {
    throw new InvalidInputError(
      'drift.too_few_values',
      `anderson needs ${LEAST_ROWS} values, both sides have ${n + m}`,
    );
  }
  const standardised = (statistic(reference.sorted, current.sorted) - 1) / Math.sqrt(variance(n, m));
  if (standardised < LEAST_TABULATED) return 0.25;
  if (standardised > MOST_TABULATED) return 0.001;
  return Math.exp(LOG_P[0] + standardised * (LOG_P[1] + standardised * LOG_P[2]));
}

function isConstant(a: Float64Array, b: Float64Array): boolean {
  return Math.min(a[0], b[0]) === Math.max(a[a.length - 1], b[b.length - 1]);
}

/** A²: the squared differences of the distribution functions, weighted by the inverse of their variance. */
function statistic(a: Float64Array, b: Float64Array): number {
  const n = a.length;
  const m = b.length;
  const rows = n + m;
  let ofA = 0;
  let ofB = 0;
  let i = 0;
  let j = 0;
  while (i < n || j < m) {
    const value = j === m || (i < n && a[i] <= b[j]) ? a[i] : b[j];
    const [fromI, fromJ] = [i, j];
    while (i < n && a[i] === value) i++;
    while (j < m && b[j] === value) j++;
    const ties = i - fromI + (j - fromJ);
    const middle = fromI + fromJ + ties / 2;
    const weight = ties / rows / (middle * (rows - middle) - (rows * ties) / 4);
    ofA += weight * (rows * (i - (i - fromI) / 2) - middle * n) ** 2;
    ofB += weight * (rows * (j - (j - fromJ) / 2) - middle * m) ** 2;
  }
  return (ofA / n + ofB / m) * ((rows - 1) / rows);
}

/** Variance of A² under the null, two samples. */
function variance(n: number, m: number): number {
  const rows = n + m;
  const H = 1 / n + 1 / m;
  // Sums of 1/i below i, and of 1/((N − i) j) over i < j < N: the inner sum is a difference of the first.
  let h = 0;
  let g = 0;
  let tail = 0;
  for (let i = rows - 1; i >= 1; i--) {
    h += 1 / i;
    g += tail / (rows - i);
    tail += 1 / i;
  }
  const a = 4 * g - 6 + (10 - 6 * g) * H;
  const b = 12 * g + 8 * h - 22 + (2 * g - 14 * h - 4) * H;
  const c = 36 * h + 4 + (2 * h - 6) * H;
  const d = 24;
  return (((a * rows + b) * rows + c) * rows + d) / ((rows - 1) * (rows - 2) * (rows - 3));
}
