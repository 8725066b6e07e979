import type { Rows } from '../training-rows.ts';

/** The bars from one, up to but without another. */
export function selectBars({ rows, featureNames, values }: Rows, from: number, to: number): Rows {
  const selected = new Float64Array(featureNames.length * (to - from));
  for (let feature = 0; feature < featureNames.length; feature++) {
    const column = values.subarray(feature * rows + from, feature * rows + to);
    selected.set(column, feature * (to - from));
  }
  return { rows: to - from, featureNames, values: selected };
}
