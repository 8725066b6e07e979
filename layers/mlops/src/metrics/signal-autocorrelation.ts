import { averageTieRanks } from './average-tie-ranks.ts';
import { MINIMUM_ASSETS } from './information-coefficient.ts';
import { pearsonCorrelation } from './pearson-correlation.ts';
import { sharedEntities } from './shared-entities.ts';
import type { CrossSection } from './signal-panel.ts';

type Signals = Pick<CrossSection, 'entity' | 'signal'>;

/**
 * Signal autocorrelation of every date: the Pearson correlation of s_t and s_{t − lag} over the entities of both. The lag
 * counts decisions, not days.
 *
 * @returns Shape (dates,); undefined for the first `lag` dates, fewer than 5 common assets, or no variance.
 * @see microsoft/qlib, contrib/eva/alpha.py, pred_autocorr.
 */
export function signalAutocorrelation(sections: readonly Signals[], lag = 1): (number | undefined)[] {
  return correlateWithEarlier(sections, lag, ({ signal }) => signal);
}

/**
 * Rank autocorrelation of every date: the Pearson correlation, over the entities of both, of the ranks within the date and
 * of those `lag` decisions before, each among all of its own date. 1 for an order that stands.
 *
 * @returns Shape (dates,); undefined for the first `lag` dates, fewer than 5 common assets, or no variance.
 * @see alphalens-reloaded, performance.factor_rank_autocorrelation.
 */
export function rankAutocorrelation(sections: readonly Signals[], lag = 1): (number | undefined)[] {
  return correlateWithEarlier(sections, lag, ({ signal }) => averageTieRanks(signal));
}

function correlateWithEarlier(
  sections: readonly Signals[],
  lag: number,
  valuesOf: (section: Signals) => Float64Array,
): (number | undefined)[] {
  const values = sections.map(valuesOf);
  return sections.map((section, t) => {
    const earlier = sections[t - lag];
    if (earlier === undefined) return undefined;
    const shared = sharedEntities(section, earlier);
    if (shared.length < MINIMUM_ASSETS) return undefined;
    return pearsonCorrelation(
      shared.map(([now]) => values[t][now]),
      shared.map(([, before]) => values[t - lag][before]),
    );
  });
}
