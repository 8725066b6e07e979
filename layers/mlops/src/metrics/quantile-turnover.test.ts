import { describe, expect, it } from 'vitest';
import { quantileTurnover } from './quantile-turnover.ts';

const date = (signal: Record<string, number>) => ({
  entity: Object.keys(signal),
  signal: Float64Array.from(Object.values(signal)),
});
const TOP = { quantile: 2, quantiles: 2 };

describe('quantileTurnover', () => {
  it('is the share of the names that were not in the quantile before', () => {
    const turnover = quantileTurnover(
      [date({ A: 1, B: 2, C: 3, D: 4 }), date({ A: 1, B: 4, C: 3, D: 2 }), date({ A: 4, B: 3, C: 2, E: 1 })],
      { ...TOP, periods: 1 },
    );

    expect(turnover).toEqual([undefined, 0.5, 0.5]);
  });

  it('passes over dates that cannot be cut, so that their neighbours are adjacent', () => {
    const turnover = quantileTurnover(
      [date({ A: 1, B: 2, C: 3, D: 4 }), date({ A: 1, B: 1, C: 1, D: 1 }), date({ A: 4, B: 1, C: 2, D: 3 })],
      { ...TOP, periods: 1 },
    );

    expect(turnover).toEqual([undefined, undefined, 0.5]);
  });

  it('counts periods in dates', () => {
    const dates = [date({ A: 1, B: 2 }), date({ A: 2, B: 1 }), date({ A: 1, B: 2 })];

    expect(quantileTurnover(dates, { ...TOP, periods: 2 })).toEqual([undefined, undefined, 0]);
  });
});
