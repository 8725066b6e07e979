export interface RegimeRun {
  readonly regime: number;
  readonly bars: number;
}

/**
 * Stretches of bars with one label, in order.
 *
 * @param labels - Shape (bars,), in time order.
 */
export function regimeRuns(labels: ArrayLike<number>): RegimeRun[] {
  const runs: { regime: number; bars: number }[] = [];
  for (let bar = 0; bar < labels.length; bar++) {
    const last = runs.at(-1);
    if (last?.regime === labels[bar]) last.bars++;
    else runs.push({ regime: labels[bar], bars: 1 });
  }
  return runs;
}

/**
 * Mean length of a regime's stretches, those cut off by the ends among them.
 *
 * @param labels - Shape (bars,); each in 0 … K − 1.
 * @returns Shape (K,); in bars; undefined for a regime that never ruled.
 */
export function realisedDurations(labels: ArrayLike<number>, regimes: number): (number | undefined)[] {
  const runs = regimeRuns(labels);
  return Array.from({ length: regimes }, (_, k) => {
    const own = runs.filter(({ regime }) => regime === k);
    return own.length === 0 ? undefined : own.reduce((sum, { bars }) => sum + bars, 0) / own.length;
  });
}

/**
 * How long a regime lasts by its transition matrix: 1/(1 − A_kk).
 *
 * @param transition - Shape (K × K,), row-major; rows sum to 1.
 * @returns Shape (K,); in bars, ≥ 1; ∞ for a regime that is never left.
 * @see Hamilton, A New Approach to the Economic Analysis of Nonstationary Time Series and the Business Cycle, 1989.
 */
export function expectedDurations(transition: ArrayLike<number>, regimes: number): number[] {
  return Array.from({ length: regimes }, (_, k) => 1 / (1 - transition[k * regimes + k]));
}

/**
 * Changes of label a year: what a strategy that follows the regime would trade.
 *
 * @param barsPerYear - 252 for trading days.
 * @returns Undefined for fewer than 2 bars.
 */
export function flipsPerYear(labels: ArrayLike<number>, barsPerYear: number): number | undefined {
  if (labels.length < 2) return undefined;
  return ((regimeRuns(labels).length - 1) * barsPerYear) / (labels.length - 1);
}
