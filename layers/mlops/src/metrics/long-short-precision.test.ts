import { describe, expect, it } from 'vitest';
import { longShortPrecision } from './long-short-precision.ts';

describe('longShortPrecision', () => {
  it('is how often each side did better or worse than the mean', () => {
    // Mean 1/8: of the top two one did better, of the bottom two both worse.
    const outcome = [0, -0.25, 0.375, 0.125, 0.125, 0.125, 0.125, 0, 0.5, 0.125];

    expect(longShortPrecision([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], outcome)).toEqual({ long: 0.5, short: 1 });
  });

  it('is undefined when a side would be empty', () => {
    expect(longShortPrecision([1, 2, 3, 4], [1, 2, 3, 4])).toBeUndefined();
  });
});
