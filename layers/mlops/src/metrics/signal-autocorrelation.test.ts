import { describe, expect, it } from 'vitest';
import { rankAutocorrelation, signalAutocorrelation } from './signal-autocorrelation.ts';

const date = (signal: Record<string, number>) => ({
  entity: Object.keys(signal),
  signal: Float64Array.from(Object.values(signal)),
});
const FIRST = date({ A: 1, B: 2, C: 3, D: 4, E: 5 });

describe('rankAutocorrelation', () => {
  it('is 1 for an order that stands, whatever the values', () => {
    expect(rankAutocorrelation([FIRST, date({ E: 100, D: 4, C: 3, B: 2, A: -50 })])[1]).toBeCloseTo(1, 12);
  });

  it('takes ranks among all of a date, then the common assets', () => {
    // F takes rank 3 of the second date: ranks 1 2 4 5 6 against 1 2 3 4 5.
    const second = date({ A: 1, B: 2, F: 2.5, C: 3, D: 4, E: 5 });

    expect(rankAutocorrelation([FIRST, second])[1]).toBeCloseTo(13 / Math.sqrt(10 * 17.2), 12);
  });
});

describe('signalAutocorrelation', () => {
  it('is the correlation of the values over common assets', () => {
    expect(signalAutocorrelation([FIRST, date({ A: 10, B: 8, C: 6, D: 4, E: 2 })])[1]).toBeCloseTo(-1, 12);
  });

  it('counts the lag in decisions', () => {
    expect(signalAutocorrelation([FIRST, date({}), FIRST], 2)).toEqual([undefined, undefined, expect.closeTo(1, 12)]);
  });

  it('is undefined for the first dates, fewer than 5 common assets, or no variance', () => {
    const few = date({ A: 1, B: 2, C: 3, D: 4, F: 5 });
    const flat = date({ A: 1, B: 1, C: 1, D: 1, E: 1 });

    expect(signalAutocorrelation([FIRST, few])).toEqual([undefined, undefined]);
    expect(signalAutocorrelation([FIRST, flat])).toEqual([undefined, undefined]);
  });
});
