import { describe, expect, it } from 'vitest';
import { breakEvenCostBps, netReturn } from './net-return.ts';

describe('netReturn', () => {
  it('takes the cost of what is traded off', () => {
    expect(netReturn(0.01, 0.5, 10)).toBeCloseTo(0.0095, 15);
  });
});

describe('breakEvenCostBps', () => {
  it('is mean gross return over mean turnover, in basis points', () => {
    // 0.001 a period for 0.4 traded: 25 basis points.
    expect(breakEvenCostBps([0.002, 0], [0.5, 0.3])).toBeCloseTo(25, 12);
  });

  it('is negative for a book that loses before costs', () => {
    expect(breakEvenCostBps([-0.001], [0.5])).toBeCloseTo(-20, 12);
  });

  it('is undefined without turnover', () => {
    expect(breakEvenCostBps([0.1], [0])).toBeUndefined();
    expect(breakEvenCostBps([], [])).toBeUndefined();
  });
});
