/**
 * Information coefficient that an average of N signals can be expected to have: IC √(N/(1 + (N − 1) ρ)), for equal IC and
 * equal correlation between them.
 *
 * @param coefficient - IC of each.
 * @param correlation - ρ: mean correlation between two signals; above −1/(N − 1).
 * @param signals - N ≥ 1.
 * @returns Undefined where so many signals cannot correlate so little.
 * @see Grinold and Kahn, Active Portfolio Management, 2000, chapter 10; Qian, Hua and Sorensen, Quantitative Equity
 *   Portfolio Management, 2007.
 */
export function combinedCoefficient(coefficient: number, correlation: number, signals: number): number | undefined {
  const spread = 1 + (signals - 1) * correlation;
  return spread > 0 ? coefficient * Math.sqrt(signals / spread) : undefined;
}
