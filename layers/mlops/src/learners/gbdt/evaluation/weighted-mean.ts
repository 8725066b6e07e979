/** Weighted mean of a loss over rows: float64 sums of float32 losses. */
export function weightedMean(rows: number, weights: Float32Array | undefined, lossOf: (row: number) => number): number {
  let sum = 0;
  let total = 0;
  for (let row = 0; row < rows; row++) {
    const weight = weights === undefined ? 1 : weights[row];
    sum += Math.fround(lossOf(row)) * weight;
    total += weight;
  }
  return sum / total;
}
