import { describe, expect, it } from 'vitest';
import { longShortReturn, longShortSides } from './long-short-return.ts';

describe('longShortReturn', () => {
  it('is half of the mean of the top fifth less the mean of the bottom fifth', () => {
    // Of ten names two a side: top 9, 8 earn 0.05 and 0.03; bottom 0, 1 earn -0.02 and 0: (0.04 − (−0.01))/2.
    const signal = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
    const outcome = [-0.02, 0, 0, 0, 0, 0, 0, 0, 0.03, 0.05];

    expect(longShortReturn(signal, outcome)).toBeCloseTo(0.025, 15);
  });

  it('is undefined when a side would be empty', () => {
    expect(longShortReturn([1, 2, 3, 4], [1, 2, 3, 4])).toBeUndefined();
    expect(longShortReturn([], [])).toBeUndefined();
  });
});

describe('longShortSides', () => {
  it('takes the earlier of the rows that tie at a border, on either side', () => {
    expect(longShortSides([1, 1, 1, 1, 1])).toEqual({ long: [0], short: [0] });
  });
});
