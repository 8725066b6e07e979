import { describe, expect, it } from 'vitest';
import { averageTieRanks } from './average-tie-ranks.ts';

describe('averageTieRanks', () => {
  it('shares the mean of the ranks that equal values span', () => {
    // Sorted: 1 1 2 3 3 3, so 1 spans ranks 1–2, 2 is rank 3, 3 spans 4–6.
    const ranks = averageTieRanks([3, 1, 2, 3, 1, 3]);

    expect([...ranks]).toEqual([5, 1.5, 3, 5, 1.5, 5]);
  });

  it('treats -0 and 0 as equal', () => {
    expect([...averageTieRanks([0, -0])]).toEqual([1.5, 1.5]);
  });
});
