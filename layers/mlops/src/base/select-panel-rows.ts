import type { LabelledPanel, Panel } from './panel.ts';

/**
 * The rows of a panel at ascending positions; its columns are copied.
 *
 * @param kept - Row indices, ascending, each in [0, panel.rows): ascending so that the rows stay in time order.
 */
export function selectPanelRows(panel: Panel, kept: ArrayLike<number>): Panel {
  const features = new Float32Array(panel.featureNames.length * kept.length);
  for (let feature = 0; feature < panel.featureNames.length; feature++) {
    const from = feature * panel.rows;
    const to = feature * kept.length;
    for (let i = 0; i < kept.length; i++) features[to + i] = panel.features[from + kept[i]];
  }
  return {
    rows: kept.length,
    entity: Array.from(kept, (row) => panel.entity[row]),
    decisionTime: Float64Array.from(kept, (row) => panel.decisionTime[row]),
    featureNames: panel.featureNames,
    features,
  };
}

/** As {@link selectPanelRows}, with the labels. */
export function selectLabelledRows(panel: LabelledPanel, kept: ArrayLike<number>): LabelledPanel {
  return { ...selectPanelRows(panel, kept), labels: Float32Array.from(kept, (row) => panel.labels[row]) };
}
