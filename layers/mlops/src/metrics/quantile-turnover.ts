import { quantileBins } from './quantile-bins.ts';
import type { CrossSection } from './signal-panel.ts';

/**
 * Quantile turnover of every date: names in the quantile that were not in it `periods` dates before, as a share of the
 * names in it. Dates that cannot be cut into quantiles are passed over, so that their neighbours are adjacent.
 *
 * @param quantile - 1 … Q.
 * @param quantiles - Q.
 * @param periods - p.
 * @returns Shape (dates,); each in [0, 1]; undefined for the first dates, for those that cannot be cut, and for those on
 *   which the quantile is empty.
 * @see alphalens-reloaded, performance.quantile_turnover.
 */
export function quantileTurnover(
  sections: readonly Pick<CrossSection, 'entity' | 'signal'>[],
  { quantile, quantiles, periods }: { readonly quantile: number; readonly quantiles: number; readonly periods: number },
): (number | undefined)[] {
  const earlier: ReadonlySet<string>[] = [];
  return sections.map(({ entity, signal }) => {
    const bins = quantileBins(signal, quantiles);
    const names = new Set(bins === undefined ? [] : entity.filter((_, i) => bins[i] === quantile));
    if (names.size === 0) return undefined;
    const before = earlier.at(-periods);
    const isComparable = earlier.length >= periods && before !== undefined;
    earlier.push(names);
    return isComparable ? names.difference(before).size / names.size : undefined;
  });
}
