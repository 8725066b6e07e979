import { describe, expect, it } from 'vitest';
import { effectiveNumber, signalCoverage } from './signal-breadth.ts';

describe('signalCoverage', () => {
  it('is the share of the universe with a side', () => {
    expect(signalCoverage([0.5, 0, Number.NaN, -0.1])).toBe(0.5);
  });

  it('is undefined for an empty universe', () => {
    expect(signalCoverage([])).toBeUndefined();
  });
});

describe('effectiveNumber', () => {
  it('is the number of names of equal weight', () => {
    expect(effectiveNumber([0.25, -0.25, 0.25, -0.25])).toBe(4);
    expect(effectiveNumber([1, 0])).toBe(1);
  });

  it('is undefined without weights', () => {
    expect(effectiveNumber([])).toBeUndefined();
    expect(effectiveNumber([0, 0])).toBeUndefined();
  });
});
