/** Whether two numbers are the same: equal bits, or both NaN. So 0 and −0 differ. */
export function isSameNumber(a: number | undefined, b: number | undefined): boolean {
  return Object.is(a, b);
}

/**
 * The positions at which two columns differ in their first `length` values.
 *
 * @param a - Shape (at least length,).
 * @param b - Shape (at least length,).
 */
export function differingRows(a: Float32Array, b: Float32Array, length: number): number[] {
  const differing: number[] = [];
  for (let row = 0; row < length; row++) if (!isSameNumber(a[row], b[row])) differing.push(row);
  return differing;
}
