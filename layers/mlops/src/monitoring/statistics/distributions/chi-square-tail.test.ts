import { describe, expect, it } from 'vitest';
import { chiSquareTail } from './chi-square-tail.ts';

describe('chiSquareTail', () => {
  it('is e^(−x/2) for two degrees of freedom', () => {
    for (const x of [1e-9, 0.5, 3, 40, 900]) expect(chiSquareTail(x, 2) / Math.exp(-x / 2)).toBeCloseTo(1, 12);
  });

  it('is e^(−x/2)(1 + x/2) for four', () => {
    for (const x of [0.5, 3, 40, 900]) {
      expect(chiSquareTail(x, 4) / (Math.exp(-x / 2) * (1 + x / 2))).toBeCloseTo(1, 12);
    }
  });

  it.each([
    // scipy 1.17.1: scipy.stats.chi2.sf(x, freedom).
    [5.5, 3, 0.1386386173824151],
    [0.001, 1, 0.9747728793699604],
    [150, 1, 1.7336432457178413e-34],
    [30, 149, 1],
    [99_000, 100_000, 0.9875216843619172],
    [101_000, 100_000, 0.012868840377233648],
    [1_200, 999, 1.112935044825893e-5],
  ])('is what scipy says of %d and %d degrees', (x, freedom, expected) => {
    expect(chiSquareTail(x, freedom) / expected).toBeCloseTo(1, 10);
  });

  it('is 1 at 0, 0 at infinity, and NaN without a degree of freedom', () => {
    expect([chiSquareTail(0, 3), chiSquareTail(Infinity, 3), chiSquareTail(1, 0)]).toEqual([1, 0, NaN]);
  });
});
