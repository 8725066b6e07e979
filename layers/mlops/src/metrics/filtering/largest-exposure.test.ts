import { describe, expect, it } from 'vitest';
import { largestExposure } from './largest-exposure.ts';

describe('largestExposure', () => {
  it('is the largest mean signal that an exposure keeps', () => {
    expect(
      largestExposure(
        [0.5, -0.5, 1],
        [
          [1, 1, 0],
          [0, 0, 2],
        ],
      ),
    ).toBe(1);
    expect(largestExposure([0.5, -0.5], [[1, 1]])).toBe(0);
  });

  it('is 0 without exposures, or for one that nothing has', () => {
    expect(largestExposure([1], [])).toBe(0);
    expect(largestExposure([1], [[0]])).toBe(0);
  });
});
