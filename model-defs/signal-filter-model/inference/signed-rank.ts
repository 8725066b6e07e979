import { averageTieRanks } from '@optaic/mlops/metrics';

/**
 * Ranks what is held on each side by its magnitude: sign × r/n, r the average-tie rank among the n of the same sign; 0 stays
 * 0. Unlike a rank over both sides it moves no name across zero.
 *
 * @param values - Shape (assets,), one date; finite.
 * @returns Shape (assets,); in [-1, 1], the greatest of each side at ±1 unless it is tied.
 */
export function signedRank(values: ArrayLike<number>): Float64Array {
  const out = new Float64Array(values.length);
  for (const sign of [1, -1]) {
    const members = Array.from(values, (_, i) => i).filter((i) => Math.sign(values[i]) === sign);
    const ranks = averageTieRanks(members.map((i) => Math.abs(values[i])));
    members.forEach((i, at) => {
      out[i] = (sign * ranks[at]) / members.length;
    });
  }
  return out;
}
