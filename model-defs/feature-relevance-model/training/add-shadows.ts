import type { LabelledPanel, RandomGenerator } from '@optaic/mlops/base';
import { permuteWithinDates } from './permute-within-dates.ts';

/**
 * The panel with shadows behind its features: permuted copies of evenly spaced ones. What relevance a shadow gets, chance
 * gives.
 *
 * @see Kursa and Rudnicki, Feature Selection with the Boruta Package, 2010.
 */
export function addShadows(panel: LabelledPanel, count: number, random: RandomGenerator): LabelledPanel {
  const { rows, featureNames, features, decisionTime } = panel;
  const width = featureNames.length;
  const all = new Float32Array((width + count) * rows);
  all.set(features);
  const names = Array.from({ length: count }, (_, shadow) => {
    const source = Math.floor((shadow * width) / count) % width;
    const order = permuteWithinDates(decisionTime, random);
    const to = (width + shadow) * rows;
    for (let row = 0; row < rows; row++) all[to + row] = features[source * rows + order[row]];
    return `shadow ${shadow} of ${featureNames[source]}`;
  });
  return { ...panel, featureNames: [...featureNames, ...names], features: all };
}
