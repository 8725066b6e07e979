import { describe, expect, it } from 'vitest';
import { mutualInformation } from './mutual-information.ts';

const VALUES = [1, 2, 3, 4];

describe('mutualInformation', () => {
  it('is the entropy of a variable with itself, however it is mapped', () => {
    const found = mutualInformation(
      VALUES,
      VALUES.map((x) => -Math.exp(x)),
      4,
    );

    expect(found?.information).toBeCloseTo(Math.log(4), 12);
    expect(found?.normalised).toBeCloseTo(1, 12);
  });

  it('is 0 for independent bins', () => {
    expect(mutualInformation([1, 1, 2, 2], [1, 2, 1, 2], 2)).toEqual({ information: 0, normalised: 0 });
  });

  it('has no share when a variable does not vary, and is undefined for no rows', () => {
    expect(mutualInformation([1, 1], [1, 2], 2)).toEqual({ information: 0, normalised: undefined });
    expect(mutualInformation([], [], 2)).toBeUndefined();
  });
});
