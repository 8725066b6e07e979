import { InvalidInputError } from '@optaic/mlops/base';
import { countUpTo, type DateAxis, dateAxis, type Samples } from './samples.ts';

/**
 * Average uniqueness of each label: u_j = mean over the days of its own interval of 1 / (labels that cover the day). A
 * label that overlaps no other has 1, one among c that share all of its days 1 / c. O(n log n).
 *
 * @param within - Shape (rows,); labels compete only with those of the same value, such as the entity of a panel.
 *   @default all with all
 * @returns Shape (rows,); in (0, 1].
 * @throws {InvalidInputError} `split.samples_malformed`, `split.dates_malformed`.
 * @see López de Prado, Advances in Financial Machine Learning, 2018, chapter 4.
 */
export function averageUniqueness(samples: Samples, within?: readonly string[]): Float64Array {
  const { start, end } = samples;
  const { calendar } = dateAxis(samples);
  requireShape('within', within ?? start, start.length);
  const first = Int32Array.from(start, (time) => countUpTo(calendar, time) - 1);
  const behind = Int32Array.from(end, (time) => countUpTo(calendar, time));
  const uniqueness = new Float64Array(start.length);
  for (const rows of rowsByValue(start.length, within)) {
    const { days, summed } = summedShares(
      Int32Array.from(rows, (row) => first[row]).sort(),
      Int32Array.from(rows, (row) => behind[row]).sort(),
    );
    for (const row of rows) {
      const [from, to] = [first[row], behind[row]];
      const share = summed[countUpTo(days, to) - 1] - summed[countUpTo(days, from) - 1];
      uniqueness[row] = share / (to - from);
    }
  }
  return uniqueness;
}

/**
 * Linear decay of weight with age, where age counts in uniqueness rather than days: the newest date has weight 1, the
 * oldest `oldestWeight`. With x in (0, 1] the share of all uniqueness up to and with the date, the weight is
 * 1 − (1 − oldestWeight)(1 − x); below 0 the oldest −oldestWeight of all uniqueness weighs nothing and the rest is
 * (x + oldestWeight) / (1 + oldestWeight). Multiply it with the uniqueness.
 *
 * @param oldestWeight - In (−1, 1].
 * @returns Shape (rows,); in [0, 1]; the same for all rows of a date.
 * @throws {InvalidInputError} `split.option_invalid`, `split.samples_malformed`, `split.dates_malformed`.
 * @see López de Prado, Advances in Financial Machine Learning, 2018, section 4.7.
 */
export function timeDecay(samples: Samples, uniqueness: Float64Array, oldestWeight: number): Float64Array {
  if (!(oldestWeight > -1 && oldestWeight <= 1)) {
    throw new InvalidInputError(
      'split.option_invalid',
      `oldestWeight is ${oldestWeight}; give a weight above −1 and up to 1`,
    );
  }
  requireShape('uniqueness', uniqueness, samples.start.length);
  const axis = dateAxis(samples);
  const upTo = uniquenessUpTo(axis, uniqueness);
  const total = upTo[upTo.length - 1];
  const decay = new Float64Array(uniqueness.length);
  upTo.forEach((sum, date) => {
    const share = sum / total;
    const weight =
      oldestWeight >= 0
        ? 1 - (1 - oldestWeight) * (1 - share)
        : Math.max(0, (share + oldestWeight) / (1 + oldestWeight));
    for (const row of axis.order.subarray(axis.firstRow[date], axis.firstRow[date + 1])) decay[row] = weight;
  });
  return decay;
}

/**
 * Sums of 1 / concurrency up to each day on which it changes; between them it is constant, so that the cost is that of
 * the labels, not of the days.
 *
 * @param starts - Days on which labels begin, ascending.
 * @param ends - Days before which labels end, ascending.
 */
function summedShares(starts: Int32Array, ends: Int32Array): { days: Float64Array; summed: Float64Array } {
  const days: number[] = [];
  const summed: number[] = [];
  let [begun, ended, sum] = [0, 0, 0];
  while (ended < ends.length) {
    const day = Math.min(begun < starts.length ? starts[begun] : Number.POSITIVE_INFINITY, ends[ended]);
    if (begun > ended) sum += (day - (days.at(-1) ?? day)) / (begun - ended);
    while (begun < starts.length && starts[begun] === day) begun++;
    while (ended < ends.length && ends[ended] === day) ended++;
    days.push(day);
    summed.push(sum);
  }
  return { days: Float64Array.from(days), summed: Float64Array.from(summed) };
}

function uniquenessUpTo({ order, firstRow, dates }: DateAxis, uniqueness: Float64Array): Float64Array {
  let sum = 0;
  return dates.map((_, date) => {
    for (const row of order.subarray(firstRow[date], firstRow[date + 1])) sum += uniqueness[row];
    return sum;
  });
}

function rowsByValue(count: number, values: readonly string[] | undefined): Iterable<readonly number[]> {
  const all = Array.from({ length: count }, (_, row) => row);
  return values === undefined ? [all] : Map.groupBy(all, (row) => values[row]).values();
}

function requireShape(name: string, values: ArrayLike<unknown>, rows: number): void {
  if (values.length === rows) return;
  throw new InvalidInputError(
    'split.samples_malformed',
    `${name} has ${values.length} values for ${rows} rows; give one for each`,
  );
}
