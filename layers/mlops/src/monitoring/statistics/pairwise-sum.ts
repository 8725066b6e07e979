const BLOCK = 128;

/**
 * Sum in numpy's order: eight running sums over blocks of 128, halves above. Its error grows with the logarithm of the
 * length, and a constant column has the reference's very rounding, which decides where a variance is all rounding.
 *
 * @see numpy 2.4.6, `pairwise_sum` of loops_utils.h.src.
 */
export function pairwiseSum(values: Float64Array, start = 0, count = values.length): number {
  if (count < 8) {
    let sum = 0;
    for (let at = 0; at < count; at++) sum += values[start + at];
    return sum;
  }
  if (count > BLOCK) {
    const half = Math.floor(count / 2);
    const left = half - (half % 8);
    return pairwiseSum(values, start, left) + pairwiseSum(values, start + left, count - left);
  }
  return sumOfBlock(values, start, count);
}

function sumOfBlock(values: Float64Array, start: number, count: number): number {
  let [a, b, c, d, e, f, g, h] = values.subarray(start, start + 8);
  const whole = count - (count % 8);
  for (let at = start + 8; at < start + whole; at += 8) {
    a += values[at];
    b += values[at + 1];
    c += values[at + 2];
    d += values[at + 3];
    e += values[at + 4];
    f += values[at + 5];
    g += values[at + 6];
    h += values[at + 7];
  }
  let sum = a + b + (c + d) + (e + f + (g + h));
  for (let at = start + whole; at < start + count; at++) sum += values[at];
  return sum;
}
