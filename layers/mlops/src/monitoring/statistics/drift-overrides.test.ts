import { describe, expect, it } from 'vitest';
import { DriftOverridesSchema, requestedTest } from './drift-overrides.ts';

describe('requestedTest', () => {
  const overrides = DriftOverridesSchema.parse({
    statistic: 'psi',
    threshold: 0.3,
    numStatistic: 'ks',
    catThreshold: 0.2,
    columnStatistics: { price: 'ed' },
    columnThresholds: { price: 0.5 },
  });

  it("takes the column's own before that of its type before that of all", () => {
    expect(requestedTest(overrides, 'price', 'num')).toEqual({ statistic: 'ed', threshold: 0.5 });
    expect(requestedTest(overrides, 'volume', 'num')).toEqual({ statistic: 'ks', threshold: 0.3 });
    expect(requestedTest(overrides, 'sector', 'cat')).toEqual({ statistic: 'psi', threshold: 0.2 });
  });

  it('asks for nothing where nothing is requested, whatever the column is called', () => {
    expect(requestedTest({}, 'constructor', 'num')).toEqual({ statistic: undefined, threshold: undefined });
  });
});
