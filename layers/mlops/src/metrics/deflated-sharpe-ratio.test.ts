import { describe, expect, it } from 'vitest';
import { deflatedSharpeRatio, expectedMaximumSharpeRatio } from './deflated-sharpe-ratio.ts';
import { probabilisticSharpeRatio } from './probabilistic-sharpe-ratio.ts';

const returns = [0.03, -0.02, 0.02, -0.01, 0.01, 0.02];

describe('expectedMaximumSharpeRatio', () => {
  it('is near the mean largest of so many draws from a normal', () => {
    // Ratios −1 and 1 have variance 2 with N − 1; the largest of 100 standard normals is about 2.51 on average.
    expect(expectedMaximumSharpeRatio([-1, 1], 100) / Math.sqrt(2)).toBeCloseTo(2.53, 2);
  });

  it('is 0 for fewer than two trials, and grows with their number', () => {
    expect(expectedMaximumSharpeRatio([0.3])).toBe(0);
    expect(expectedMaximumSharpeRatio([])).toBe(0);
    expect(expectedMaximumSharpeRatio([0.1, 0.3], 10)).toBeGreaterThan(expectedMaximumSharpeRatio([0.1, 0.3], 5));
  });

  it('fails for a trial without a ratio', () => {
    expect(() => expectedMaximumSharpeRatio([0.1, Number.NaN])).toThrow('value 1 of the series is NaN');
  });
});

describe('deflatedSharpeRatio', () => {
  it('is the probabilistic Sharpe ratio for a single trial', () => {
    expect(deflatedSharpeRatio(returns, [0.4])).toBe(probabilisticSharpeRatio(returns));
  });

  it('falls with every further trial', () => {
    const one = deflatedSharpeRatio(returns, [0.4]) ?? Number.NaN;
    const three = deflatedSharpeRatio(returns, [0.4, 0.1, -0.2]) ?? Number.NaN;
    const many = deflatedSharpeRatio(returns, [0.4, 0.1, -0.2], 1_000) ?? Number.NaN;

    expect(three).toBeLessThan(one);
    expect(many).toBeLessThan(three);
  });
});
