/**
 * Rows of one or more decision dates, by columns. Row order is (decisionTime, entity), ascending, and never changes.
 */
export interface Panel {
  readonly rows: number;
  /** Shape (rows,). */
  readonly entity: readonly string[];
  /** Shape (rows,); milliseconds since the epoch, UTC. */
  readonly decisionTime: Float64Array;
  readonly featureNames: readonly string[];
  /** Shape (features × rows), column-major: feature f of row r is at f * rows + r. NaN is missing. */
  readonly features: Float32Array;
}

export interface LabelledPanel extends Panel {
  /** Shape (rows,); for returns in fractions, so 0.01 is 1 %. Always finite. */
  readonly labels: Float32Array;
}

/** The features of a panel in row-major order, shape (rows × features), as ONNX takes them. */
export function rowMajorFeatures({ rows, featureNames, features }: Panel): Float32Array {
  const width = featureNames.length;
  const out = new Float32Array(rows * width);
  for (let feature = 0; feature < width; feature++) {
    for (let row = 0; row < rows; row++) out[row * width + feature] = features[feature * rows + row] ?? Number.NaN;
  }
  return out;
}
