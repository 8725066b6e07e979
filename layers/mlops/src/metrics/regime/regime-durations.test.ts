import { describe, expect, it } from 'vitest';
import { expectedDurations, flipsPerYear, realisedDurations, regimeRuns } from './regime-durations.ts';

const LABELS = [0, 0, 1, 1, 1, 0];

describe('regimeRuns', () => {
  it('is the stretches of one label', () => {
    expect(regimeRuns(LABELS)).toEqual([
      { regime: 0, bars: 2 },
      { regime: 1, bars: 3 },
      { regime: 0, bars: 1 },
    ]);
    expect(regimeRuns([])).toEqual([]);
  });
});

describe('realisedDurations', () => {
  it('is the mean length by regime, undefined for one that never ruled', () => {
    expect(realisedDurations(LABELS, 3)).toEqual([1.5, 3, undefined]);
  });
});

describe('expectedDurations', () => {
  it('is 1/(1 − A_kk), ∞ for a regime that is never left', () => {
    expect(expectedDurations([0.75, 0.25, 0, 1], 2)).toEqual([4, Number.POSITIVE_INFINITY]);
  });
});

describe('flipsPerYear', () => {
  it('is changes a year of bars', () => {
    expect(flipsPerYear(LABELS, 252)).toBeCloseTo((2 / 5) * 252, 12);
  });

  it('is undefined for fewer than 2 bars', () => {
    expect(flipsPerYear([0], 252)).toBeUndefined();
  });
});
