import type { Panel } from '@optaic/mlops/base';
import { crossSections, rankByDate } from '@optaic/mlops/metrics';
import type { Hyperparameters } from './hyperparameters.ts';

/** Beyond so many deviations a z-score is cut; over the same number it is in [-1, 1]. */
const WINSOR = 3;

/**
 * Every signal (feature) of a panel made comparable on its own date, of which alone it is a function: no date knows another.
 *
 * @returns The same panel with each feature in [-1, 1]; what was missing or infinite is missing.
 */
export function normaliseSignals<P extends Panel>(panel: P, normalisation: Hyperparameters['normalisation']): P {
  const { rows, decisionTime } = panel;
  const features = new Float32Array(panel.features.length);
  for (let signal = 0; signal < panel.featureNames.length; signal++) {
    const column = panel.features
      .subarray(signal * rows, (signal + 1) * rows)
      .map((value) => (Number.isFinite(value) ? value : Number.NaN));
    const normalised = normalisation === 'rank' ? rankByDate(decisionTime, column) : zScores(decisionTime, column);
    features.set(normalised, signal * rows);
  }
  return { ...panel, features };
}

function zScores(decisionTime: Float64Array, column: Float32Array): Float32Array {
  const out = new Float32Array(column.length);
  for (const [start, end] of crossSections(decisionTime)) {
    const values = column.subarray(start, end);
    const present = values.filter((value) => !Number.isNaN(value));
    const mean = present.reduce((sum, value) => sum + value, 0) / present.length;
    const variance = present.reduce((sum, value) => sum + (value - mean) ** 2, 0) / present.length;
    for (let row = start; row < end; row++) {
      const score = variance > 0 ? (column[row] - mean) / Math.sqrt(variance) : 0;
      out[row] = Number.isNaN(column[row]) ? Number.NaN : Math.max(-WINSOR, Math.min(WINSOR, score)) / WINSOR;
    }
  }
  return out;
}
