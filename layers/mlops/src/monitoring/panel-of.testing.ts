import type { Panel } from '@optaic/mlops/base';

const DAY_MILLISECONDS = 86_400_000;

/** A panel of one feature a name, one row an entity and day; `valueAt(feature, day, entity)` fills it. */
export function panelOf(
  featureNames: readonly string[],
  days: number,
  entities: number,
  valueAt: (feature: number, day: number, entity: number) => number,
): Panel {
  const rows = days * entities;
  const features = new Float32Array(featureNames.length * rows);
  for (let feature = 0; feature < featureNames.length; feature++) {
    for (let row = 0; row < rows; row++) {
      features[feature * rows + row] = valueAt(feature, Math.floor(row / entities), row % entities);
    }
  }
  return {
    rows,
    entity: Array.from({ length: rows }, (_, row) => `E${row % entities}`),
    decisionTime: Float64Array.from({ length: rows }, (_, row) => Math.floor(row / entities) * DAY_MILLISECONDS),
    featureNames,
    features,
  };
}
