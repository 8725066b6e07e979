import { describe, expect, it } from 'vitest';
import { alphaBeta } from './alpha-beta.ts';

describe('alphaBeta', () => {
  it('parts what a book earns by the market from the rest, a year of it', () => {
    const universe = [0.01, -0.01, 0.02];

    const fit = alphaBeta(
      universe.map((r) => 0.001 + 0.5 * r),
      universe,
      21,
    );

    expect(fit?.beta).toBeCloseTo(0.5, 12);
    expect(fit?.annualAlpha).toBeCloseTo(1.001 ** 12 - 1, 12);
  });

  it('has no annual alpha when a period loses everything', () => {
    expect(alphaBeta([-2, -2, -2], [0.1, 0.2, 0.3], 1)).toMatchObject({ annualAlpha: undefined });
  });

  it('is undefined for fewer than 3 dates or a universe that does not move', () => {
    expect(alphaBeta([0.1, 0.2], [0.1, 0.2], 1)).toBeUndefined();
    expect(alphaBeta([0.1, 0.2, 0.3], [0.1, 0.1, 0.1], 1)).toBeUndefined();
  });
});
