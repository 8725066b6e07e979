import { describe, expect, it } from 'vitest';
import { quantileReturns } from './quantile-returns.ts';
import type { CrossSection } from './signal-panel.ts';

function section(signal: number[], outcome: number[]): CrossSection {
  return {
    decisionTime: 0,
    entity: signal.map((_, i) => `E${i}`),
    signal: Float64Array.from(signal),
    outcome: Float64Array.from(outcome),
    group: undefined,
  };
}

describe('quantileReturns', () => {
  it('is the mean over dates of what a quantile earned more than its date, with its error', () => {
    // Means of the dates 0.02 and 0.03: the top quantile earns 0.02 and 0.01 more, the bottom as much less.
    const first = section([1, 2, 3, 4], [0, 0, 0.04, 0.04]);
    const second = section([4, 3, 2, 1], [0.04, 0.04, 0.02, 0.02]);

    const { quantiles, spread, spreadStandardError, monotonicity } = quantileReturns([first, second], 2);

    // sd of 0.02 and 0.01 is √0.00005, over √2: 0.005.
    expect(quantiles.map(({ mean }) => mean)).toEqual([expect.closeTo(-0.015, 15), expect.closeTo(0.015, 15)]);
    expect(quantiles.map(({ standardError }) => standardError)).toEqual([
      expect.closeTo(0.005, 15),
      expect.closeTo(0.005, 15),
    ]);
    expect(spread).toBeCloseTo(0.03, 15);
    expect(spreadStandardError).toBeCloseTo(0.005 * Math.SQRT2, 15);
    expect(monotonicity).toBeCloseTo(1, 12);
  });

  it('skips and counts dates that cannot be cut into quantiles', () => {
    const flat = section([1, 1, 1, 1], [0, 0.1, 0.2, 0.3]);

    expect(quantileReturns([flat], 2)).toEqual({ quantiles: [], skippedDates: 1 });
    expect(quantileReturns([flat, section([1, 2], [0, 0.1])], 2)).toMatchObject({ skippedDates: 1, spread: 0.1 });
  });
});
