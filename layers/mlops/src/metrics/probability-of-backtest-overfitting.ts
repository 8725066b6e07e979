import { InvalidInputError } from '@optaic/mlops/base';
import { averageTieRanks } from './average-tie-ranks.ts';
import { requireFinite } from './require-finite.ts';

/** 184,756 halvings: beyond that a further block tells little and costs much. */
const MOST_BLOCKS = 20;

const ROUNDING = 1e-12;

export interface BacktestOverfitting {
  /** Share of halvings in which the best trial in sample is at or below the median out of sample. In [0, 1]. */
  readonly probability: number;
  /** Halvings judged. */
  readonly halvings: number;
  /** Halvings in which a trial has no variance, so that it cannot be ranked. */
  readonly skippedHalvings: number;
}

/**
 * Probability of back-test overfitting, by combinatorially symmetric cross-validation. The periods are cut into S
 * contiguous blocks; each of the C(S, S/2) choices of half of them is once in sample. ω is the rank out of sample, from 1,
 * of the trial with the best Sharpe ratio in sample, over N + 1; PBO is the share of halvings with ln(ω/(1 − ω)) ≤ 0.
 *
 * @param trials - N series of the same T periods, in time order; returns in fractions.
 * @param blocks - S: even, in [2, 20]; blocks differ by one period at most.
 * @returns Undefined for fewer than 2 trials, fewer than 2 periods a block, or no halving that can be judged.
 * @throws {InvalidInputError} `metrics.shape_mismatch` when the series differ in length; `metrics.blocks_out_of_range`;
 *   `metrics.value_not_finite`.
 * @see Bailey, Borwein, López de Prado and Zhu, The Probability of Backtest Overfitting, 2017.
 */
export function probabilityOfBacktestOverfitting(
  trials: readonly ArrayLike<number>[],
  blocks = 16,
): BacktestOverfitting | undefined {
  if (!Number.isInteger(blocks) || blocks < 2 || blocks > MOST_BLOCKS || blocks % 2 === 1) {
    throw new InvalidInputError(
      'metrics.blocks_out_of_range',
      `${blocks} blocks; pass an even number from 2 to ${MOST_BLOCKS}`,
    );
  }
  const periods = trials[0]?.length ?? 0;
  const uneven = trials.find(({ length }) => length !== periods);
  if (uneven !== undefined) {
    throw new InvalidInputError(
      'metrics.shape_mismatch',
      `one trial has ${periods} periods and another ${uneven.length}; pass the periods that all trials have`,
    );
  }
  trials.forEach((returns, trial) => {
    requireFinite(returns, `trial ${trial}`);
  });
  if (trials.length < 2 || periods < 2 * blocks) return undefined;
  const sums = trials.map((returns) => blockSums(returns, blocks));
  let overfitted = 0;
  let halvings = 0;
  let skippedHalvings = 0;
  for (const inSample of halves(blocks)) {
    const chosen = sums.map((trial) => sharpeOver(trial, inSample, true));
    const judged = sums.map((trial) => sharpeOver(trial, inSample, false));
    if ([...chosen, ...judged].some(Number.isNaN)) {
      skippedHalvings++;
      continue;
    }
    halvings++;
    const best = chosen.indexOf(Math.max(...chosen));
    // ω ≤ ½ is a logit ≤ 0.
    if (averageTieRanks(judged)[best] <= (trials.length + 1) / 2) overfitted++;
  }
  return halvings === 0 ? undefined : { probability: overfitted / halvings, halvings, skippedHalvings };
}

/** Of each block: count, sum and sum of squares of the returns less their mean over every period, the centre. */
interface BlockSums {
  readonly centre: number;
  readonly count: Float64Array;
  readonly sum: Float64Array;
  readonly squares: Float64Array;
}

function blockSums(returns: ArrayLike<number>, blocks: number): BlockSums {
  const periods = returns.length;
  const values = Float64Array.from(returns);
  // Sums of squares about the mean lose no digits to it.
  const centre = values.reduce((total, value) => total + value, 0) / periods;
  const sums = {
    centre,
    count: new Float64Array(blocks),
    sum: new Float64Array(blocks),
    squares: new Float64Array(blocks),
  };
  // The first blocks have one period more, as numpy's array_split cuts.
  const size = Math.floor(periods / blocks);
  const larger = periods % blocks;
  let period = 0;
  for (let block = 0; block < blocks; block++) {
    const end = period + size + (block < larger ? 1 : 0);
    sums.count[block] = end - period;
    for (; period < end; period++) {
      sums.sum[block] += values[period] - centre;
      sums.squares[block] += (values[period] - centre) ** 2;
    }
  }
  return sums;
}

/** Sharpe ratio per period over the blocks in (or out of) the mask; NaN without variance. */
function sharpeOver({ centre, count, sum, squares }: BlockSums, mask: number, isIn: boolean): number {
  let n = 0;
  let total = 0;
  let totalSquares = 0;
  for (let block = 0; block < count.length; block++) {
    if ((((mask >>> block) & 1) === 1) !== isIn) continue;
    n += count[block];
    total += sum[block];
    totalSquares += squares[block];
  }
  const mean = total / n;
  const variance = (totalSquares - n * mean * mean) / (n - 1);
  // Of equal returns rounding leaves a variance: it counts as none.
  const rounding = ROUNDING * (totalSquares / n + (ROUNDING * centre) ** 2);
  return variance > rounding ? (centre + mean) / Math.sqrt(variance) : Number.NaN;
}

/** Masks of every choice of half the blocks. */
function* halves(blocks: number): Generator<number> {
  for (let mask = 0; mask < 1 << blocks; mask++) {
    let chosen = 0;
    for (let rest = mask; rest > 0; rest >>>= 1) chosen += rest & 1;
    if (chosen === blocks / 2) yield mask;
  }
}
