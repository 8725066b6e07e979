import { averageTieRanks } from '../average-tie-ranks.ts';

export interface MutualInformation {
  /** I(X; Y), in nats; ≥ 0, biased upwards by about (B − 1)²/2n. */
  readonly information: number;
  /** I/min(H(X), H(Y)); in [0, 1]; undefined when either has a single bin. */
  readonly normalised: number | undefined;
}

/**
 * Mutual information of two variables over bins of equal frequency: Σ p_xy ln(p_xy/(p_x p_y)). Its bias is to be taken off
 * as the mean over at least 100 permutations within dates.
 *
 * @param x - Shape (n,); finite.
 * @param y - Shape (n,), same order; finite.
 * @param bins - B: a value's bin is ⌊B (r − ½)/n⌋, r its average-tie rank, so that equal values share one.
 * @returns Undefined for no rows.
 * @see Shannon, A Mathematical Theory of Communication, 1948; López de Prado, Machine Learning for Asset Managers, 2020,
 *   chapter 3.
 */
export function mutualInformation(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  bins: number,
): MutualInformation | undefined {
  const n = x.length;
  if (n === 0) return undefined;
  const binsX = frequencyBins(x, bins);
  const binsY = frequencyBins(y, bins);
  const joint = new Float64Array(bins * bins);
  for (let i = 0; i < n; i++) joint[binsX[i] * bins + binsY[i]]++;
  const entropyX = entropy(counts(binsX, bins), n);
  const entropyY = entropy(counts(binsY, bins), n);
  const information = Math.max(0, entropyX + entropyY - entropy(joint, n));
  const least = Math.min(entropyX, entropyY);
  return { information, normalised: least > 0 ? information / least : undefined };
}

function frequencyBins(values: ArrayLike<number>, bins: number): Int32Array {
  const ranks = averageTieRanks(values);
  return Int32Array.from(ranks, (rank) => Math.min(bins - 1, Math.floor((bins * (rank - 0.5)) / ranks.length)));
}

function counts(binOf: Int32Array, bins: number): Float64Array {
  const count = new Float64Array(bins);
  for (const bin of binOf) count[bin]++;
  return count;
}

function entropy(count: Float64Array, n: number): number {
  return count.reduce((sum, c) => (c > 0 ? sum - (c / n) * Math.log(c / n) : sum), 0);
}
