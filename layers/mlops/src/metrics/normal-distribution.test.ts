import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalProbability, normalQuantile } from './normal-distribution.ts';

describe('normalProbability', () => {
  it('is the known value at 1.96 and a half at 0', () => {
    expect(normalProbability(0)).toBe(0.5);
    expect(normalProbability(1.96)).toBeCloseTo(0.975_002_104_851_78, 13);
  });
});

describe('normalQuantile', () => {
  it('undoes the probability', () => {
    fc.assert(
      fc.property(fc.double({ min: -5, max: 5, noNaN: true }), (z) => {
        expect(normalQuantile(normalProbability(z))).toBeCloseTo(z, 8);
      }),
    );
  });

  it('is infinite at the ends', () => {
    expect([normalQuantile(0), normalQuantile(1)]).toEqual([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]);
  });
});
