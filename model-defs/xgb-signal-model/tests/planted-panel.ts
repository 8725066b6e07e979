import type { LabelledPanel, RandomGenerator } from '@optaic/mlops/base';

const DAY_MILLISECONDS = 86_400_000;
const ASSETS = 12;

export interface PlantedPanelOptions {
  readonly dates: number;
  /** How much of the label is the first feature; the rest is noise of unit range. */
  readonly strength: number;
  /** Share of missing feature values, in [0, 1). */
  readonly missingShare?: number;
}

/** Three uniform features of twelve assets; the label is the first of them, more or less, plus a move of the market. */
export function plantedPanel(
  random: RandomGenerator,
  { dates, strength, missingShare = 0 }: PlantedPanelOptions,
): LabelledPanel {
  const rows = dates * ASSETS;
  const featureNames = ['planted', 'noise_1', 'noise_2'];
  const features = Float32Array.from({ length: featureNames.length * rows }, () => random() - 0.5);
  const market = Float32Array.from({ length: dates }, () => random() - 0.5);
  const labels = Float32Array.from(
    { length: rows },
    (_, row) => strength * features[row] + (random() - 0.5) + market[Math.floor(row / ASSETS)],
  );
  for (let i = 0; i < features.length; i++) if (random() < missingShare) features[i] = Number.NaN;
  return {
    rows,
    entity: Array.from({ length: rows }, (_, row) => `A${String(row % ASSETS).padStart(2, '0')}`),
    decisionTime: Float64Array.from({ length: rows }, (_, row) => Math.floor(row / ASSETS) * DAY_MILLISECONDS),
    featureNames,
    features,
    labels,
  };
}

/** The first dates of a panel. */
export function firstDates(panel: LabelledPanel, dates: number): LabelledPanel {
  const rows = dates * ASSETS;
  const features = new Float32Array(panel.featureNames.length * rows);
  for (let feature = 0; feature < panel.featureNames.length; feature++) {
    const from = feature * panel.rows;
    features.set(panel.features.subarray(from, from + rows), feature * rows);
  }
  return {
    rows,
    entity: panel.entity.slice(0, rows),
    decisionTime: panel.decisionTime.slice(0, rows),
    featureNames: panel.featureNames,
    features,
    labels: panel.labels.slice(0, rows),
  };
}
