import type { LabelledPanel } from '@optaic/mlops/base';
import type { GbdtDataset } from './dataset.ts';

/**
 * The rows of a panel as a dataset to learn from.
 *
 * @param labels - Shape (rows,); what to learn where that is not the panel's own labels.
 */
export function panelDataset(panel: LabelledPanel, labels: Float32Array = panel.labels): GbdtDataset {
  const { rows, featureNames, features } = panel;
  return { rows, features: featureNames.length, featureNames, values: features, labels };
}
