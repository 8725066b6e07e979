/** ln Σ exp(x), without overflow; −∞ when every x is. */
export function logSumExp(values: ArrayLike<number>, from = 0, to: number = values.length): number {
  let highest = Number.NEGATIVE_INFINITY;
  for (let i = from; i < to; i++) if (values[i] > highest) highest = values[i];
  if (highest === Number.NEGATIVE_INFINITY) return highest;
  let sum = 0;
  for (let i = from; i < to; i++) sum += Math.exp(values[i] - highest);
  return highest + Math.log(sum);
}
