import { describe, expect, it } from 'vitest';
import { quantileBins } from './quantile-bins.ts';

describe('quantileBins', () => {
  it('cuts distinct values into quantiles of the same size, from 1 for the lowest', () => {
    expect([...(quantileBins([10, 9, 8, 7, 6, 5, 4, 3, 2, 1], 5) ?? [])]).toEqual([5, 5, 4, 4, 3, 3, 2, 2, 1, 1]);
  });

  it('keeps equal values in one quantile', () => {
    // Edges at positions 0 2 4 6 of 1 1 2 2 2 3 4: values 1 2 2 4, so that 2 spans two of them; with Q = 2: 1 2 4.
    expect([...(quantileBins([1, 1, 2, 2, 2, 3, 4], 2) ?? [])]).toEqual([1, 1, 1, 1, 1, 2, 2]);
  });

  it('is undefined when equal values span two edges', () => {
    expect(quantileBins([1, 1, 2, 2, 2, 3, 4], 3)).toBeUndefined();
    expect(quantileBins([0, 0, 0, 0, 0, 0], 5)).toBeUndefined();
    expect(quantileBins([0, 0, 0, 1, 2, 3], 5)).toBeUndefined();
    expect(quantileBins([1, 2, 3, 4, 4, 4], 5)).toBeUndefined();
  });

  it('is undefined for fewer values than quantiles', () => {
    expect(quantileBins([1, 2, 3, 4], 5)).toBeUndefined();
    expect([...(quantileBins([3, 1, 2, 5, 4], 5) ?? [])]).toEqual([3, 1, 2, 5, 4]);
  });
});
