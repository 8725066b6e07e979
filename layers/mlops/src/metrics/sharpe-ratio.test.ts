import { describe, expect, it } from 'vitest';
import { sharpeRatio, staggeredMean } from './sharpe-ratio.ts';

describe('sharpeRatio', () => {
  it('is the annualised ratio of mean and standard deviation', () => {
    // Mean 0.02, sd 0.01 of 0.01 0.02 0.03: 2 · √4.
    expect(sharpeRatio([0.01, 0.02, 0.03], 4)).toBeCloseTo(4, 12);
  });

  it('is undefined for fewer than 2 periods or no variance', () => {
    expect(sharpeRatio([0.01], 252)).toBeUndefined();
    expect(sharpeRatio([0.1, 0.1, 0.1], 252)).toBeUndefined();
  });

  it('fails for a gap in the series', () => {
    expect(() => sharpeRatio([0.1, Number.NaN], 252)).toThrow('value 1 of the series is NaN');
  });
});

describe('staggeredMean', () => {
  it('is the mean over the series of every h-th period', () => {
    const largest = (values: Float64Array) => Math.max(...values);

    expect(staggeredMean([1, 10, 3, 20, 2], 2, largest)).toBe((3 + 20) / 2);
    expect(staggeredMean([1, 10, 3], 1, largest)).toBe(10);
  });

  it('leaves out series for which the statistic is undefined, and is undefined when all are', () => {
    const second = (values: Float64Array) => values[1];

    expect(staggeredMean([1, 2, 3], 2, second)).toBe(3);
    expect(staggeredMean([1, 2], 2, second)).toBeUndefined();
  });
});
