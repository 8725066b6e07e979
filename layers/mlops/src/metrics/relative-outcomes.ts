import { crossSections } from './information-coefficient-by-date.ts';

/**
 * Outcomes less the mean of their date: what a ranking can earn. The move of the whole market is the same for every asset,
 * larger than what tells them apart, and no cross-sectional signal can use it.
 *
 * @param decisionTime - Shape (rows,), ascending; milliseconds since the epoch.
 * @param outcome - Shape (rows,); returns in fractions, finite.
 * @returns Shape (rows,); in the same unit, of mean 0 on every date.
 * @throws {InvalidInputError} `metrics.unordered_dates` when a time precedes the one before it.
 */
export function relativeOutcomes(decisionTime: Float64Array, outcome: ArrayLike<number>): Float32Array {
  const relative = new Float32Array(outcome.length);
  for (const [start, end] of crossSections(decisionTime)) {
    let sum = 0;
    for (let row = start; row < end; row++) sum += outcome[row];
    const mean = sum / (end - start);
    for (let row = start; row < end; row++) relative[row] = outcome[row] - mean;
  }
  return relative;
}
