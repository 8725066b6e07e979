import { benchCombiner } from './combiner-seeds.ts';
import { benchFilter } from './filter-seeds.ts';
import { benchRealCombiner } from './real-combiner.ts';
import { benchRealFilter } from './real-filter.ts';
import { realPanel } from './real-panel.ts';
import { benchRealRegimes } from './real-regimes.ts';
import { benchRealRelevance } from './real-relevance.ts';
import { benchRealSignal } from './real-signal.ts';
import { benchRelevance } from './relevance-seeds.ts';

/** First year that is tested on the real data. */
const FROM = 2003;

const REAL = {
  signal: benchRealSignal,
  combiner: benchRealCombiner,
  relevance: benchRealRelevance,
  filter: benchRealFilter,
  regimes: benchRealRegimes,
} as const;

/**
 * What the definitions achieve. `seeds [N]`: where the truth is planted, over N seeds (100). `real [NAME]`: out of sample on
 * twenty large caps, from 2003 on, of one of signal, combiner, relevance and filter, of regimes on the index, or of all.
 */
export async function benchDefinitions(print: (line: string) => void, args: readonly string[]): Promise<void> {
  const [what = 'all', detail] = args;
  if (what === 'all' || what === 'seeds') {
    const seeds = Number(detail ?? 100);
    await benchCombiner(print, seeds);
    await benchRelevance(print, seeds);
    await benchFilter(print, seeds);
  }
  if (what === 'all' || what === 'real') {
    const panel = await realPanel();
    for (const [name, bench] of Object.entries(REAL)) {
      if (detail === undefined || detail === name || what === 'all') await bench(print, panel, FROM);
    }
  }
}
