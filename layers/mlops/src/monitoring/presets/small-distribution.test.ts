import { describe, expect, it } from 'vitest';
import { categoricalColumn, numericColumn } from '../columns/index.ts';
import { categoricalDistributions, numericDistribution } from './small-distribution.ts';

describe('numericDistribution', () => {
  it('leaves out what is not finite', () => {
    const values = Float64Array.of(0, 10, 9.5, Number.NaN, Number.POSITIVE_INFINITY);

    const { x, y } = numericDistribution(values);

    expect(x).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(y).toEqual([1 / 3, 0, 0, 0, 0, 0, 0, 0, 0, 2 / 3]);
  });

  it('spreads half a unit around a single value', () => {
    const { x, y } = numericDistribution(Float64Array.of(3, 3));

    expect([x[0], x[10]]).toEqual([2.5, 3.5]);
    expect(y.filter((density) => density > 0)).toEqual([expect.closeTo(10, 12)]);
  });

  it('is NaN between 0 and 1 of no values', () => {
    expect(numericDistribution(Float64Array.of(Number.NaN)).y).toEqual(Array(10).fill(Number.NaN));
  });

  it('counts every value once, whatever the rounding at the edges', () => {
    const values = Float64Array.from({ length: 1001 }, (_, i) => i / 1000);

    const { x, y } = numericDistribution(values);

    // Naive: a value belongs to the last edge that is not above it, the largest to the last bin.
    const naive = Array.from({ length: 10 }, (_, bin) => {
      const isIn = (value: number) => value >= Number(x[bin]) && (bin === 9 || value < Number(x[bin + 1]));
      return values.filter(isIn).length;
    });
    expect(y.map((density, bin) => Math.round(density * (Number(x[bin + 1]) - Number(x[bin])) * 1001))).toEqual(naive);
    expect(naive.reduce((sum, count) => sum + count)).toBe(1001);
  });
});

describe('categoricalDistributions', () => {
  it('counts the values of either side in the order of their text', () => {
    const sides = { current: categoricalColumn(['b', 'b', null]), reference: categoricalColumn(['a', 'c']) };

    expect(categoricalDistributions(sides)).toEqual({
      current: { x: ['a', 'b', 'c'], y: [0, 2, 0] },
      reference: { x: ['a', 'b', 'c'], y: [1, 0, 1] },
    });
  });

  it('orders numbers by their text too', () => {
    const sides = { current: numericColumn([2, 10]), reference: numericColumn([1, 2]) };

    expect(categoricalDistributions(sides).current.x).toEqual([1, 10, 2]);
  });
});
