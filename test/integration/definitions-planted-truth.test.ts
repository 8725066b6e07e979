import { describe, expect, it } from 'vitest';
import { combinerGains, WORLDS } from '../../bench/definitions/combiner-seeds.ts';
import { filterSeeds } from '../../bench/definitions/filter-seeds.ts';
import { meanInterval, shownInterval } from '../../bench/definitions/mean-interval.ts';
import { relevanceSeeds } from '../../bench/definitions/relevance-seeds.ts';

const SEEDS = 12;

describe('signal-combiner-model, over seeds', { timeout: 120_000 }, () => {
  it.each(Object.entries(WORLDS))(
    'is no worse than equal weights out of sample where signals are %s',
    async (_, strengths) => {
      const gains = await combinerGains(strengths, 'ic_weighted', SEEDS);

      // Where all are equal, equal weights are the truth: what is lost to noise stays below a thousandth of IC.
      const { mean, low } = meanInterval(gains);
      expect(mean, `gain ${shownInterval(gains)}`).toBeGreaterThan(new Set(strengths).size === 1 ? -0.001 : 0);
      expect(low, `gain ${shownInterval(gains)}`).toBeGreaterThan(-0.002);
    },
  );
});

describe('feature-relevance-model, over seeds', { timeout: 600_000 }, () => {
  it('ranks a planted feature above 20 of noise in at least 95 of 100', async () => {
    const { above, keptNoise } = await relevanceSeeds(0.3, 100);

    expect(above).toBeGreaterThanOrEqual(95);
    expect(keptNoise / 100).toBeLessThan(1);
  });
});

describe('signal-filter-model, over seeds', { timeout: 120_000 }, () => {
  it('recovers a planted condition: it is right more often than the primary, and worth more net of costs', async () => {
    const { areaUnderCurve, precisionGain, ratioGain } = await filterSeeds(0.65, SEEDS);

    expect(meanInterval(areaUnderCurve).low, shownInterval(areaUnderCurve)).toBeGreaterThan(0.53);
    expect(meanInterval(precisionGain).low, shownInterval(precisionGain)).toBeGreaterThan(0.02);
    expect(meanInterval(ratioGain).low, shownInterval(ratioGain)).toBeGreaterThan(0);
  });
});
