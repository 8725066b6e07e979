import { InvalidInputError, type Panel } from '@optaic/mlops/base';

/**
 * Panels of consecutive dates as one, in the order given.
 *
 * @param panels - At least one; the same features in the same order.
 * @throws {InvalidInputError} `drift.feature_mismatch` when their features differ.
 */
export function joinPanels(panels: readonly Panel[]): Panel {
  const featureNames = panels[0].featureNames;
  const rows = panels.reduce((sum, panel) => sum + panel.rows, 0);
  const features = new Float32Array(featureNames.length * rows);
  const decisionTime = new Float64Array(rows);
  let offset = 0;
  for (const panel of panels) {
    if (panel.featureNames.join() !== featureNames.join()) {
      throw new InvalidInputError(
        'drift.feature_mismatch',
        `stretches of one window have the features ${featureNames.join(', ')} and ${panel.featureNames.join(', ')}`,
      );
    }
    decisionTime.set(panel.decisionTime, offset);
    for (let feature = 0; feature < featureNames.length; feature++) {
      const column = panel.features.subarray(feature * panel.rows, (feature + 1) * panel.rows);
      features.set(column, feature * rows + offset);
    }
    offset += panel.rows;
  }
  return { rows, entity: panels.flatMap(({ entity }) => entity), decisionTime, featureNames, features };
}
