import type { LabelledPanel, Panel } from '@optaic/mlops/base';

/** The rows of a panel at ascending positions; its columns are copied. */
export function selectPanelRows(panel: Panel, kept: readonly number[]): Panel {
  const features = new Float32Array(panel.featureNames.length * kept.length);
  for (let feature = 0; feature < panel.featureNames.length; feature++) {
    const from = feature * panel.rows;
    const to = feature * kept.length;
    for (let i = 0; i < kept.length; i++) features[to + i] = panel.features[from + kept[i]];
  }
  return {
    rows: kept.length,
    entity: kept.map((row) => panel.entity[row]),
    decisionTime: Float64Array.from(kept, (row) => panel.decisionTime[row]),
    featureNames: panel.featureNames,
    features,
  };
}

/** As {@link selectPanelRows}, with the labels. */
export function selectLabelledRows(panel: LabelledPanel, kept: readonly number[]): LabelledPanel {
  return { ...selectPanelRows(panel, kept), labels: Float32Array.from(kept, (row) => panel.labels[row]) };
}

export interface SampleSize {
  readonly entities: number;
  readonly rows: number;
  /** Which dates are kept where not all can be. */
  readonly dates: 'first' | 'last';
}

/**
 * The rows of a sample that depends on the panel alone: of more entities than asked, evenly spaced ones in the order of
 * their names; then as many whole dates from one end as fit. Contiguous dates keep what looks back meaningful.
 *
 * @returns Ascending positions; never none of a panel with rows.
 */
export function sampleRows({ entity, decisionTime }: Panel, { entities, rows, dates }: SampleSize): number[] {
  const names = [...new Set(entity)].sort();
  const wanted = new Set(names.length <= entities ? names : evenlySpaced(names, entities));
  const ofWanted: number[] = [];
  for (let row = 0; row < entity.length; row++) if (wanted.has(entity[row])) ofWanted.push(row);
  if (ofWanted.length <= rows) return ofWanted;
  if (dates === 'first') {
    const firstOut = decisionTime[ofWanted[rows]];
    const kept = ofWanted.filter((row) => decisionTime[row] < firstOut);
    return kept.length > 0 ? kept : ofWanted.filter((row) => decisionTime[row] === firstOut);
  }
  const lastOut = decisionTime[ofWanted[ofWanted.length - rows - 1]];
  const kept = ofWanted.filter((row) => decisionTime[row] > lastOut);
  return kept.length > 0 ? kept : ofWanted.filter((row) => decisionTime[row] === lastOut);
}

/** `count` of the items, the first among them, at equal distances. */
export function evenlySpaced<T>(items: readonly T[], count: number): T[] {
  return Array.from({ length: count }, (_, i) => items[Math.floor((i * items.length) / count)]);
}
