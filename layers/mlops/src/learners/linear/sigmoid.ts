/** 1 / (1 + exp(−x)), exact to rounding at both ends. */
export function sigmoid(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const tail = Math.exp(x);
  return tail / (1 + tail);
}
