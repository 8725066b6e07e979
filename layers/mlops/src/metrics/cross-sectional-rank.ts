import { averageTieRanks } from './average-tie-ranks.ts';

/**
 * Rank of each value in its cross-section, mapped to [-1, 1]: (2r − n − 1)/(n − 1), r the average-tie rank 1 … n.
 *
 * @param values - Shape (assets,), one decision date; NaN is missing.
 * @returns Shape (assets,); each in [-1, 1], mean 0 over the values present; 0 for a lone value; NaN where it was missing,
 *   and n counts only what is present.
 * @see scipy.stats.rankdata (method "average"), scaled so that the lowest is -1 and the highest 1.
 */
export function crossSectionalRank(values: ArrayLike<number>): Float64Array {
  const out = new Float64Array(values.length).fill(Number.NaN);
  const present: number[] = [];
  for (let i = 0; i < values.length; i++) {
    if (!Number.isNaN(values[i])) present.push(i);
  }
  const n = present.length;
  const ranks = averageTieRanks(present.map((i) => values[i]));
  present.forEach((at, k) => {
    out[at] = n === 1 ? 0 : (2 * ranks[k] - n - 1) / (n - 1);
  });
  return out;
}
