/**
 * What is left of a signal when each group's mean is taken off: the residual of a least-squares regression on group
 * dummies. Every group's residuals sum to 0; rows without a group are a group of their own.
 *
 * @param values - Shape (assets,), one date; finite.
 * @param group - Shape (assets,); NaN is none.
 * @param isHeld - Shape (assets,); rows that are not held stay 0 and count nowhere.
 */
export function neutralise(values: Float64Array, group: Float32Array, isHeld: readonly boolean[]): Float64Array {
  const sums = new Map<number, { sum: number; count: number }>();
  values.forEach((value, i) => {
    if (!isHeld[i]) return;
    const { sum, count } = sums.get(group[i]) ?? { sum: 0, count: 0 };
    sums.set(group[i], { sum: sum + value, count: count + 1 });
  });
  return values.map((value, i) => {
    const found = isHeld[i] ? sums.get(group[i]) : undefined;
    return found === undefined ? 0 : value - found.sum / found.count;
  });
}
