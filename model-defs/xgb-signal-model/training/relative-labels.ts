import type { LabelledPanel } from '@optaic/mlops/base';
import { crossSections } from '@optaic/mlops/metrics';

/**
 * Labels less the mean of their date: what a ranking can earn. The move of the whole market is the same for every asset,
 * larger than what tells them apart, and no cross-sectional signal can use it.
 *
 * @returns Shape (rows,); returns in fractions, of mean 0 on every date.
 */
export function relativeLabels({ decisionTime, labels }: LabelledPanel): Float32Array {
  const relative = new Float32Array(labels.length);
  for (const [start, end] of crossSections(decisionTime)) {
    let sum = 0;
    for (let row = start; row < end; row++) sum += labels[row];
    const mean = sum / (end - start);
    for (let row = start; row < end; row++) relative[row] = labels[row] - mean;
  }
  return relative;
}
