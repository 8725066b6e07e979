import { describe, expect, it } from 'vitest';
import { permutationDrop } from './permutation-drop.ts';

describe('permutationDrop', () => {
  it('is the mean share of the score that is lost, whatever its sign', () => {
    // (0.04 − 0.01)/0.04 and (−2 + 3)/2: 0.75 and 0.5, sd 0.25/√2 over √2.
    const drop = permutationDrop([0.04, -2], [0.01, -3]);

    expect(drop?.mean).toBeCloseTo(0.625, 12);
    expect(drop?.standardError).toBeCloseTo(0.125, 12);
  });

  it('is undefined without a repetition whose score is not 0', () => {
    expect(permutationDrop([0], [0.1])).toBeUndefined();
  });
});
