import { createRandom } from '@optaic/mlops/base';
import { normalFrom } from '../gaussian/simulated-rows.testing.ts';
import type { LabelledRows } from '../training-rows.ts';

export interface SimulatedLabels extends LabelledRows {
  readonly values: Float64Array;
  readonly labels: Float64Array;
}

/** Features of different sizes, labels that are a sum of them and noise; `binary` has the sign of the label as 0 or 1. */
export function simulateLabels(
  seed: number,
  rows: number,
  features: number,
  kind: 'real' | 'binary' = 'real',
): SimulatedLabels {
  const normal = normalFrom(createRandom(seed));
  const values = Float64Array.from({ length: features * rows }, (_, i) => {
    const feature = Math.floor(i / rows);
    return normal() * (1 + feature) + feature;
  });
  const slopes = Array.from({ length: features }, (_, feature) => 1 / (1 + feature) ** 2);
  const labels = Float64Array.from({ length: rows }, (_, row) => {
    const sum = slopes.reduce((total, slope, feature) => total + slope * (values[feature * rows + row] - feature), 0);
    const label = sum + normal();
    return kind === 'real' ? label + 7 : Number(label > 0);
  });
  return { rows, featureNames: Array.from({ length: features }, (_, f) => `x${f}`), values, labels };
}

/** Rows picked, in that order; may repeat. */
export function pickRows(all: LabelledRows, picked: readonly number[]): LabelledRows {
  const features = all.featureNames.length;
  return {
    rows: picked.length,
    featureNames: all.featureNames,
    values: Float64Array.from({ length: features * picked.length }, (_, i) => {
      const feature = Math.floor(i / picked.length);
      return all.values[feature * all.rows + picked[i % picked.length]];
    }),
    labels: Float64Array.from(picked, (row) => all.labels[row]),
  };
}
