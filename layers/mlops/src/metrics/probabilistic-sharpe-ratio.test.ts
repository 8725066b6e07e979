import { describe, expect, it } from 'vitest';
import { probabilisticSharpeRatio } from './probabilistic-sharpe-ratio.ts';

describe('probabilisticSharpeRatio', () => {
  it('is a half at its own Sharpe ratio', () => {
    // Mean 0.02, sd 0.01: ratio 2.
    expect(probabilisticSharpeRatio([0.01, 0.02, 0.03], 2)).toBeCloseTo(0.5, 12);
  });

  it('grows with the number of periods', () => {
    const returns = [0.03, -0.02, 0.02, -0.01, 0.01];

    const few = probabilisticSharpeRatio(returns) ?? Number.NaN;
    const many = probabilisticSharpeRatio([...returns, ...returns, ...returns, ...returns]) ?? Number.NaN;

    expect(many).toBeGreaterThan(few);
    expect(few).toBeGreaterThan(0.5);
  });

  it('is undefined for fewer than 3 periods, no variance, or no spread of the estimate', () => {
    expect(probabilisticSharpeRatio([0.1, 0.2])).toBeUndefined();
    expect(probabilisticSharpeRatio([0.1, 0.1, 0.1])).toBeUndefined();
  });
});
