import { crossSectionalRank } from './cross-sectional-rank.ts';
import { crossSections } from './information-coefficient-by-date.ts';

/**
 * {@link crossSectionalRank} of every date of a panel.
 *
 * @param decisionTime - Shape (rows,), ascending; milliseconds since the epoch.
 * @param values - Shape (rows,); NaN is missing and stays so.
 * @returns Shape (rows,); each in [-1, 1], of mean 0 over what is present of a date.
 * @throws {InvalidInputError} `metrics.unordered_dates` when a time precedes the one before it.
 */
export function rankByDate(decisionTime: Float64Array, values: Float32Array | Float64Array): Float32Array {
  const ranks = new Float32Array(values.length);
  for (const [start, end] of crossSections(decisionTime)) {
    ranks.set(crossSectionalRank(values.subarray(start, end)), start);
  }
  return ranks;
}
