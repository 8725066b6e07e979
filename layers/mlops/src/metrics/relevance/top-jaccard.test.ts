import { describe, expect, it } from 'vitest';
import { topJaccard } from './top-jaccard.ts';

describe('topJaccard', () => {
  it('is the overlap of the highest over their union', () => {
    expect(topJaccard([3, 2, 1], [3, 1, 2], 2)).toBeCloseTo(1 / 3, 12);
    expect(topJaccard([3, 2, 1], [1, 2, 3], 3)).toBe(1);
  });

  it('takes the earlier of scores that tie at the border', () => {
    expect(topJaccard([1, 1], [2, 1], 1)).toBe(1);
  });

  it('is undefined for k outside its range', () => {
    for (const k of [0, 3, 1.5]) expect(topJaccard([1, 2], [1, 2], k)).toBeUndefined();
  });
});
