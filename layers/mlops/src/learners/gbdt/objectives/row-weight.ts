/** The weight of a row, where rows labelled 1 weigh `positiveWeight` times as much; float32. */
export function rowWeight(
  weights: Float32Array | undefined,
  labels: Float32Array,
  row: number,
  positiveWeight: number,
): number {
  const weight = weights === undefined ? 1 : weights[row];
  return labels[row] === 1 ? Math.fround(weight * positiveWeight) : weight;
}
