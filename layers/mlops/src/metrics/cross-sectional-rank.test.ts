import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crossSectionalRank } from './cross-sectional-rank.ts';

describe('crossSectionalRank', () => {
  it('maps ranks to [-1, 1] with ties averaged', () => {
    // n = 4, ranks 1, 2.5, 2.5, 4: (2r − 5)/3 = −1, 0, 0, 1.
    expect([...crossSectionalRank([-7, 2, 2, 9])]).toEqual([-1, 0, 0, 1]);
  });

  it('leaves a missing value missing and ranks the others among themselves', () => {
    expect([...crossSectionalRank([5, Number.NaN, 1])]).toEqual([1, Number.NaN, -1]);
  });

  it('is 0 for a lone value and empty for none', () => {
    expect([...crossSectionalRank([42])]).toEqual([0]);
    expect([...crossSectionalRank([])]).toEqual([]);
  });

  it('is bounded, of mean 0, and monotone', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 2, maxLength: 40 }), (values) => {
        const ranks = crossSectionalRank(values);

        expect(ranks.every((rank) => rank >= -1 && rank <= 1)).toBe(true);
        expect(ranks.reduce((sum, rank) => sum + rank, 0)).toBeCloseTo(0, 10);
        for (let i = 1; i < values.length; i++) {
          expect(Math.sign(ranks[i] - ranks[0])).toBe(Math.sign(values[i] - values[0]));
        }
      }),
    );
  });
});
