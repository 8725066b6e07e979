import type { LabelledPanel } from '@optaic/mlops/base';
import type { GbdtDataset } from './dataset.ts';

/**
 * The rows of a panel as a dataset to learn from; a date is a group of ranking.
 *
 * @param labels - Shape (rows,); what to learn where that is not the panel's own labels.
 */
export function panelDataset(panel: LabelledPanel, labels: Float32Array = panel.labels): GbdtDataset {
  const { rows, featureNames, features, decisionTime } = panel;
  return {
    rows,
    features: featureNames.length,
    featureNames,
    values: features,
    labels,
    groups: dateOfRow(decisionTime),
  };
}

/** Shape (rows,): 0, 1, … a date. */
function dateOfRow(decisionTime: Float64Array): Int32Array {
  let date = 0;
  return Int32Array.from(decisionTime, (time, row) => {
    if (row > 0 && time !== decisionTime[row - 1]) date++;
    return date;
  });
}
