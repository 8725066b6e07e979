/** Whether two numbers are the same: equal bits, or both NaN. So 0 and −0 differ. */
export function isSameNumber(a: number | undefined, b: number | undefined): boolean {
  return Object.is(a, b);
}
