import { type FeatureCuts, findCutPoints } from './cut-points.ts';
import type { GbdtDataset } from './dataset.ts';

/** The training values as bin numbers, and where each feature's bins stand in a histogram. */
export interface BinnedMatrix {
  readonly rows: number;
  readonly features: number;
  readonly cuts: readonly FeatureCuts[];
  /** Whether any value of any feature is missing. */
  readonly hasMissing: boolean;
  /** Shape (rows × features), row-major: one gradient load feeds a whole row. A missing value is bin cuts.length. */
  readonly byRow: Uint8Array | Uint16Array;
  /** Shape (features × rows), column-major: partitioning a node reads one column. */
  readonly byColumn: Uint8Array | Uint16Array;
  /** Shape (features + 1,): the histogram slot of each feature's bin 0; each has one slot more, for missing values. */
  readonly slots: Int32Array;
}

/** Bins every value of the dataset by the cut points of its feature. */
export function binDataset(dataset: GbdtDataset, maxBin: number): BinnedMatrix {
  const { rows, features, values } = dataset;
  const cuts = findCutPoints(dataset, maxBin);
  const hasMissing = values.some(Number.isNaN);
  const slots = new Int32Array(features + 1);
  let mostBins = 0;
  cuts.forEach((feature, i) => {
    slots[i + 1] = slots[i] + feature.cuts.length + 1;
    mostBins = Math.max(mostBins, feature.cuts.length + (hasMissing ? 1 : 0));
  });
  const isNarrow = mostBins <= 256;
  const byColumn = isNarrow ? new Uint8Array(rows * features) : new Uint16Array(rows * features);
  const byRow = isNarrow ? new Uint8Array(rows * features) : new Uint16Array(rows * features);
  for (let feature = 0; feature < features; feature++) {
    const featureCuts = cuts[feature].cuts;
    for (let row = 0; row < rows; row++) {
      const i = feature * rows + row;
      const bin = findBin(featureCuts, values[i]);
      byColumn[i] = bin;
      byRow[row * features + feature] = bin;
    }
  }
  return { rows, features, cuts, hasMissing, byRow, byColumn, slots };
}

/** The first cut strictly above x; never past the last one unless x is missing. */
function findBin(cuts: Float32Array, x: number): number {
  if (Number.isNaN(x)) return cuts.length;
  let low = 0;
  let high = cuts.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (cuts[middle] > x) high = middle;
    else low = middle + 1;
  }
  return low;
}
